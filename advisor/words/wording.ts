/** What every sentence with a time in it is given: sentences read no clock either. */
export interface Wording {
  nowAt: number;
  /** The viewer's zone; UTC where nothing is said. */
  zone?: string;
}
