/** What requests may hold in memory: limits of one body, and the share of it that all of them have together. */
import { Refused } from './reply';

export const MiB = 1024 * 1024;

export interface BodyLimits {
  compressedBytes: number;
  bytes: number;
  /** JSON is parsed in one piece, which holds up every other request meanwhile. */
  jsonBytes: number;
  inFlightBytes: number;
}

export const bodyLimits: BodyLimits = {
  compressedBytes: 16 * MiB,
  bytes: 64 * MiB,
  jsonBytes: 16 * MiB,
  inFlightBytes: 128 * MiB,
};

/** Bytes that requests hold in memory right now, over the whole process. */
export interface Flight {
  bytes: number;
}

/** One request's share of it; `release` when the answer has left. */
export function boarding(flight: Flight, most: number) {
  let held = 0;
  return {
    take(bytes: number): void {
      if (flight.bytes + bytes > most)
        throw new Refused(503, 'the collector holds as much as it can: send again shortly', 'collector-full', 5);
      flight.bytes += bytes;
      held += bytes;
    },
    release(): void {
      flight.bytes -= held;
      held = 0;
    },
  };
}

export type Boarding = ReturnType<typeof boarding>;

export function tooLarge(what: string, most: number): Refused {
  return new Refused(
    413,
    `the ${what} is larger than ${most / MiB} MiB: send it in several requests`,
    'body-too-large',
  );
}
