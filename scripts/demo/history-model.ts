/**
 * A made-up web shop's past: load with a daily and a weekly season and growth, two instances whose
 * demand follows load, deployments, one bad hour and one hour of silence. Seeded: the same past each time.
 * Everything that is not a law of the model below is noise of a few percent.
 */
export const HISTORY = {
  instances: 2,
  peakUsersToday: 38_200,
  growthPerDay: 0.012,
  requestsPerUserMinute: 1.2,
  poolMaxPerInstance: 750,
  socketsPerUser: 0.125,
  versions: { first: '2.39.2', second: '2.40.0', bad: '2.41.0', mended: '2.41.1' },
};

/** Upper bounds in seconds: the HTTP conventions' advice, plus 0.5 where the roadmap's limit lies. */
export const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export interface ModelMinute {
  at: number;
  version: string;
  users: number;
  /** Of one instance, in this minute. */
  requests: number;
  errors: number;
  /** Median of the log-normal service time, seconds. */
  medianS: number;
  connectionsUsed: number;
  cpuRatio: number;
  loopRatio: number;
  memoryBytes: number;
  sockets: number;
  cacheHits: number;
  cacheMisses: number;
  queueDepth: number;
}

/** One minute of one instance, or null while the app was silent. `endAt` is "today". */
export function modelMinute(at: number, instance: number, startAt: number, endAt: number): ModelMinute | null {
  if (inSilence(at, endAt)) return null;
  const users = usersAt(at, endAt) * noise(at, instance, 1, 0.02);
  const ratio = users / HISTORY.peakUsersToday;
  const bad = inBadHour(at, endAt);
  const requests = Math.round(
    (users * HISTORY.requestsPerUserMinute * noise(at, instance, 2, 0.03)) / HISTORY.instances,
  );
  const slow = bad ? 3.4 : 1;
  // No two days ask the same of the database, the processor or the memory: some share of it is the day's.
  const day = Math.floor(at / 86_400_000);
  const ofDay = (stream: number, sd: number) => noise(day * 86_400_000, 0, stream, sd);
  return {
    at,
    version: versionAt(at, startAt, endAt),
    users,
    requests,
    errors: Math.round(requests * (bad ? 0.004 : 0.0012) * noise(at, instance, 3, 0.2)),
    // A queue: response grows as 1 ÷ (1 − load ÷ saturation); saturates at 3.4 times today's peak.
    medianS: ((0.062 * slow) / (1 - Math.min(0.9, ratio / 3.4))) * noise(at, instance, 4, 0.03) * ofDay(24, 0.03),
    connectionsUsed: Math.round((24 + 329 * ratio * (bad ? 1.25 : 1) * ofDay(25, 0.06)) * noise(at, instance, 5, 0.02)),
    cpuRatio: (0.03 + 0.31 * ratio * ofDay(26, 0.05)) * noise(at, instance, 6, 0.04),
    loopRatio: (0.02 + 0.3 * ratio * ofDay(26, 0.05)) * noise(at, instance, 7, 0.04),
    memoryBytes: (1.55 + 0.9 * ratio * ofDay(28, 0.06)) * 2 ** 30 * noise(at, instance, 8, 0.01),
    sockets: Math.round(
      (users * HISTORY.socketsPerUser * noise(at, instance, 9, 0.02) * ofDay(29, 0.04)) / HISTORY.instances,
    ),
    cacheHits: Math.round(requests * 1.7 * 0.62),
    cacheMisses: Math.round(requests * 1.7 * 0.38 * noise(at, instance, 10, 0.05)),
    queueDepth: Math.round(18 * ratio * noise(at, instance, 11, 0.3)),
  };
}

/** Counts per bucket of `requests` log-normal service times with the given median (σ = 0.62). */
export function bucketCounts(requests: number, medianS: number): number[] {
  const sigma = 0.62;
  const counts: number[] = [];
  let below = 0;
  for (const bound of [...BOUNDS_S, Number.POSITIVE_INFINITY]) {
    const share = bound === Number.POSITIVE_INFINITY ? 1 : normalCdf(Math.log(bound / medianS) / sigma);
    const upTo = Math.round(requests * share);
    counts.push(upTo - below);
    below = upTo;
  }
  return counts;
}

function usersAt(at: number, endAt: number): number {
  const days = (at - endAt) / 86_400_000;
  const hour = (at / 3_600_000) % 24;
  const weekday = new Date(at).getUTCDay();
  const fromPeakHours = ((hour - 19 + 36) % 24) - 12;
  const day = 0.18 + 0.82 * Math.exp(-(fromPeakHours ** 2) / 26);
  const week = weekday === 0 || weekday === 6 ? 0.86 : 1;
  const dayNoise = noise(Math.floor(at / 86_400_000), 0, 20, 0.03);
  return HISTORY.peakUsersToday * (1 + HISTORY.growthPerDay) ** days * day * week * dayNoise;
}

// Yesterday evening, 1 h 24 min: a slow release, mended by the next one.
function inBadHour(at: number, endAt: number): boolean {
  const begin = badHourBegin(endAt);
  return at >= begin && at < begin + 84 * 60_000;
}

function badHourBegin(endAt: number): number {
  return Math.floor(endAt / 86_400_000) * 86_400_000 - 86_400_000 + (18 * 60 + 46) * 60_000;
}

function inSilence(at: number, endAt: number): boolean {
  const begin = Math.floor(endAt / 86_400_000) * 86_400_000 - 3 * 86_400_000 + (4 * 60 + 10) * 60_000;
  return at >= begin && at < begin + 3_600_000;
}

function versionAt(at: number, startAt: number, endAt: number): string {
  const bad = badHourBegin(endAt);
  if (at >= bad + 79 * 60_000) return HISTORY.versions.mended;
  if (at >= bad - 6 * 60_000) return HISTORY.versions.bad;
  return at > startAt + (bad - startAt) / 2 ? HISTORY.versions.second : HISTORY.versions.first;
}

/** A factor around 1, reproducible from its place in time (mulberry32 of a mixed seed, Box–Muller). */
function noise(at: number, instance: number, stream: number, sd: number): number {
  const seed = Math.imul(Math.floor(at / 60_000) ^ (stream << 24), 2654435761) ^ Math.imul(instance + 1, 40503);
  const a = random(seed);
  const b = random(seed ^ 0x9e3779b9);
  return Math.max(0.5, 1 + sd * Math.sqrt(-2 * Math.log(a || 1e-9)) * Math.cos(2 * Math.PI * b));
}

function random(seed: number): number {
  let t = (seed + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

// Abramowitz and Stegun 7.1.26; error below 1.5e-7, far below a request.
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - poly * Math.exp(-(x * x) / 2);
  return x >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
