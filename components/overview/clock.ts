/** "Now" and the viewer's zone, so that server and browser print the same times. */
export interface Clock {
  nowAt: number;
  zone: string;
}
