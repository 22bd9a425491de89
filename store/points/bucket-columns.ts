/** Histograms by bucket: joined, cut, and turned into histograms a point for whoever wants those. */
import type { BucketPart, HistogramValue, PointColumns } from './points';

/** The buckets of columns one after the other; null where one has none or other bounds. */
export function joinBuckets(columns: PointColumns[]): BucketPart[] | null {
  const bounds = columns[0]?.buckets?.[0]?.bounds;
  if (!bounds) return null;
  const parts: BucketPart[] = [];
  for (const { buckets } of columns) {
    if (!buckets) return null;
    for (const part of buckets) {
      if (!sameBounds(part.bounds, bounds)) return null;
      parts.push(part);
    }
  }
  return parts;
}

/** Of points [from, to). */
export function cutBuckets(parts: BucketPart[], from: number, to: number): BucketPart[] {
  let at = 0;
  return parts.flatMap((part) => {
    const [first, last] = [Math.max(from - at, 0), Math.min(to - at, part.length)];
    at += part.length;
    return first < last ? [{ ...part, first: part.first + first, length: last - first }] : [];
  });
}

/** The same points with a histogram each; its sum, min and max are not known. */
export function withHistograms(points: PointColumns): PointColumns {
  if (!points.buckets) return points;
  const { buckets, ...rest } = points;
  const histograms = buckets.flatMap((part) =>
    Array.from({ length: part.length }, (_, i): HistogramValue => {
      const counts = Float64Array.from(part.columns, (column) =>
        column < 0 ? 0 : (part.counts[column * part.stride + part.first + i] as number),
      );
      const count = counts.reduce((sum, each) => sum + each, 0);
      return { count, sum: Number.NaN, min: Number.NaN, max: Number.NaN, bounds: part.bounds, counts };
    }),
  );
  return { ...rest, histograms };
}

export function sameBounds(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
