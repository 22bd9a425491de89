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

/** Bytes that requests hold in memory right now, over the whole process and of each app that has any. */
export interface Flight {
  bytes: number;
  ofApp: Map<number, number>;
}

export function makeFlight(): Flight {
  return { bytes: 0, ofApp: new Map() };
}

/** What one app may hold of the whole: its largest request fits, and the others keep a quarter. */
const shareOfApp = 0.75;

/** One request's share of it; `release` when the answer has left. */
export class Boarding {
  private held = 0;
  constructor(
    private readonly flight: Flight,
    /** Bytes of the whole flight at most. */
    private readonly most: number,
    private readonly appId: number,
  ) {}

  /** Throws Refused 503 where the process, or the app, would hold too much. */
  take(bytes: number): void {
    const { flight, most, appId } = this;
    const ofApp = (flight.ofApp.get(appId) ?? 0) + bytes;
    if (flight.bytes + bytes > most) throw full('the collector');
    if (ofApp > most * shareOfApp) throw full('this app');
    flight.bytes += bytes;
    flight.ofApp.set(appId, ofApp);
    this.held += bytes;
  }

  release(): void {
    const { flight, appId } = this;
    const ofApp = (flight.ofApp.get(appId) ?? 0) - this.held;
    if (ofApp > 0) flight.ofApp.set(appId, ofApp);
    else flight.ofApp.delete(appId);
    flight.bytes -= this.held;
    this.held = 0;
  }
}

function full(who: string): Refused {
  return new Refused(503, `${who} has as much on its way as it can: send again shortly`, 'collector-full', 5);
}

export function tooLarge(what: string, most: number): Refused {
  return new Refused(
    413,
    `the ${what} is larger than ${Math.round((most / MiB) * 100) / 100} MiB: send it in several requests`,
    'body-too-large',
  );
}
