/** histogram_quantile over classic buckets, as Prometheus interpolates: on a straight line inside a bucket. */

export interface Bucket {
  upper: number;
  /** Cumulative. */
  count: number;
}

/** promql/quantile.go, bucketQuantile. Sorts and changes `buckets`. */
export function bucketQuantile(q: number, buckets: Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  buckets.sort((a, b) => a.upper - b.upper);
  if (buckets.at(-1)?.upper !== Number.POSITIVE_INFINITY) return Number.NaN;
  const joined = coalesce(buckets);
  // Counts that were read while they grew may fall from bucket to bucket.
  let most = Number.NEGATIVE_INFINITY;
  for (const bucket of joined) {
    if (bucket.count > most) most = bucket.count;
    else if (bucket.count < most) bucket.count = most;
  }
  const observed = joined.at(-1)?.count ?? 0;
  if (joined.length < 2 || observed === 0) return Number.NaN;
  let rank = q * observed;
  let b = 0;
  while (b < joined.length - 1 && !((joined[b]?.count ?? 0) >= rank)) b++;
  const { upper, count } = joined[b] as Bucket;
  if (b === joined.length - 1) return joined[b - 1]?.upper ?? Number.NaN;
  if (b === 0) return upper <= 0 ? upper : upper * (rank / count);
  const below = joined[b - 1] as Bucket;
  rank -= below.count;
  return below.upper + (upper - below.upper) * (rank / (count - below.count));
}

/** Buckets with one bound are one. */
function coalesce(sorted: Bucket[]): Bucket[] {
  const joined: Bucket[] = [];
  for (const bucket of sorted) {
    const last = joined.at(-1);
    if (last && last.upper === bucket.upper) last.count += bucket.count;
    else joined.push(bucket);
  }
  return joined;
}
