/** How much one app may send. The same for every app today; a column of the app may override them later. */
export interface IngestLimits {
  /** Points a second on average, and how many at once before that counts (a backfill, a recovery). */
  pointsPerSecond: number;
  burstPoints: number;
  /** Series with a point in the last hour. */
  activeSeries: number;
  attributesPerPoint: number;
  /** Bytes of one attribute, key and value, as sent. */
  attributeBytes: number;
  /** Bytes of all attributes of a resource, as sent. */
  resourceBytes: number;
  /** Points further ahead of our clock are refused. */
  futureMs: number;
  /** Points older than this are refused: nothing is kept that long. */
  oldestMs: number;
}

export const defaultLimits: IngestLimits = {
  pointsPerSecond: 50_000,
  burstPoints: 5_000_000,
  activeSeries: 10_000,
  attributesPerPoint: 64,
  attributeBytes: 4_096,
  resourceBytes: 65_536,
  futureMs: 10 * 60_000,
  oldestMs: 400 * 86_400_000,
};
