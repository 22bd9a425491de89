/**
 * Pictures of findings as plain shapes: one geometry, painted as SVG on a page and as vectors in a PDF.
 * Pure: findings go in, shapes with named tones come out; who paints them knows the colours of the tones.
 */

export type Tone =
  | 'ink'
  | 'ink2'
  | 'ink3'
  | 'line'
  | 'line2'
  | 'card'
  | 'accent'
  | 'bad'
  | 'bad-sh'
  | 'now'
  | 'go'
  | 'pl'
  | 'fan80'
  | 'p1'
  | 'p2'
  | 'p3'
  | 'p4'
  | 'b1'
  | 'b2'
  | 'b3'
  | 'b4';

export type Shape =
  | { kind: 'rect'; x: number; y: number; width: number; height: number; fill: Tone }
  | { kind: 'path'; d: string; fill?: Tone; stroke?: Tone; width?: number; dash?: number[] }
  | { kind: 'text'; x: number; y: number; text: string; tone: Tone; size: number; bold?: boolean; anchor?: Anchor };

export type Anchor = 'start' | 'middle' | 'end';

/** `width` and `height` in units that are pixels on a page 640 wide. */
export interface Picture {
  width: number;
  height: number;
  /** What it shows, for who cannot see it. */
  says: string;
  shapes: Shape[];
}

/** A circle as a path. */
export function circle(x: number, y: number, r: number): string {
  return `M${n(x - r)} ${n(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

/** One decimal: enough at any print size, and the same on every machine. */
export const n = (value: number): number => Math.round(value * 10) / 10;
