/** How much one app may send: the installation's limits, an operator's for one app, a tenth of them for pages. */
import { z } from 'zod';

export interface IngestLimits {
  /** Points a second on average, and how many at once before that counts (a backfill, a recovery). */
  pointsPerSecond: number;
  burstPoints: number;
  /** Series with a point in the last hour. */
  activeSeries: number;
  attributesPerPoint: number;
  /** Bytes of one request, unzipped. */
  bodyBytes: number;
  /** Bytes of one attribute, key and value, as sent. */
  attributeBytes: number;
  /** Bytes of all attributes of a resource, as sent. */
  resourceBytes: number;
  /** Points further ahead of our clock are refused. */
  futureMs: number;
  /** Points older than this are refused: a collector sets it to how long the installation keeps hours. */
  oldestMs: number;
  /** Whose use counts against them: pages must not use up what servers need. */
  share: 'servers' | 'pages';
}

const MiB = 1024 * 1024;

export const defaultLimits: IngestLimits = {
  pointsPerSecond: 50_000,
  burstPoints: 5_000_000,
  activeSeries: 10_000,
  attributesPerPoint: 64,
  bodyBytes: 64 * MiB,
  attributeBytes: 4_096,
  resourceBytes: 65_536,
  futureMs: 10 * 60_000,
  oldestMs: 400 * 86_400_000,
  share: 'servers',
};

const whole = (most: number) =>
  z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(most, `must be at most ${most.toLocaleString('en-US')}`);

/** What an operator may set for one app; a key that is missing is the installation's. */
export const appLimitsInput = z.strictObject({
  pointsPerSecond: whole(10_000_000).optional(),
  burstPoints: whole(1_000_000_000).optional(),
  activeSeries: whole(10_000_000).optional(),
  attributesPerPoint: whole(1_000).optional(),
  /** No more than the collector takes of anybody. */
  bodyBytes: whole(64 * MiB).optional(),
});
export type AppLimits = z.infer<typeof appLimitsInput>;

/** The limits of one app: what its operator said, over the installation's. */
export function limitsOf(installation: IngestLimits, own: unknown): IngestLimits {
  const parsed = appLimitsInput.safeParse(own ?? {});
  return parsed.success ? { ...installation, ...parsed.data } : installation;
}

/** What all pages of an app together may send: a tenth. Their token can be read by anybody who opens the page. */
export function pageLimits(limits: IngestLimits): IngestLimits {
  const tenth = (value: number) => Math.max(1, Math.floor(value / 10));
  return {
    ...limits,
    pointsPerSecond: tenth(limits.pointsPerSecond),
    burstPoints: tenth(limits.burstPoints),
    activeSeries: tenth(limits.activeSeries),
    bodyBytes: tenth(limits.bodyBytes),
    share: 'pages',
  };
}
