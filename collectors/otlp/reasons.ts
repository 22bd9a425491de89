/** Why a point was not kept: a short stable name, and the words for the sender. */
export const reasons = {
  'too-far-in-future': 'more than 10 minutes in the future: check the clock of the sender',
  'too-old': 'older than telemetry is kept',
  'no-time': 'without a time',
  'starts-after-its-end': 'with a start time after their time',
  'no-value': 'without a value (and not flagged "no recorded value")',
  'not-a-number': 'whose value is NaN or infinite',
  'no-temporality': 'of a sum or histogram that is neither delta nor cumulative',
  'broken-summary': 'of a summary with a quantile below 0 or above 1, or with more than 100 of them',
  'broken-histogram': 'of a histogram whose buckets do not fit its bounds',
  'no-metric-name': 'of a metric without a name',
  'twice-in-a-scrape': 'that stood twice in one scrape',
  'gauge-histogram': 'of a gauge histogram, which has no counter to read: send the histogram itself',
  'repeated-label': 'with the same label twice',
  'too-many-attributes': 'with more attributes than the app may send',
  'attribute-too-long': 'with an attribute or resource longer than is kept',
  'too-many-series': 'of new series beyond the limit of series active in an hour: remove attributes with many values',
  'not-stored': 'that the database refused',
} as const;

export type Reason = keyof typeof reasons;

export interface Rejection {
  points: number;
  /** The first metric it happened to. */
  example: string;
}

export type Rejections = Map<Reason, Rejection>;

export function reject(rejections: Rejections, reason: Reason, metric: string, points = 1): void {
  const known = rejections.get(reason);
  if (known) known.points += points;
  else rejections.set(reason, { points, example: metric.slice(0, 200) });
}

export function rejectedPoints(rejections: Rejections): number {
  let points = 0;
  for (const rejection of rejections.values()) points += rejection.points;
  return points;
}

/** One sentence for partial success: "3 points older than telemetry is kept (first: db.rows); …"; or spans. */
export function describe(rejections: Rejections, items = 'points'): string {
  return [...rejections]
    .map(([reason, { points, example }]) => `${points} ${items} ${reasons[reason]} (first: ${example})`)
    .join('; ');
}
