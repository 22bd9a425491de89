/** Why something was turned away, as people read it. The collectors' short names come in (collectors/otlp/reasons.ts). */
const WORDS: Record<string, string> = {
  'too-far-in-future': 'More than 10 minutes in the future: check the clock of the sender.',
  'too-old': 'Older than telemetry is kept.',
  'no-time': 'Without a time.',
  'starts-after-its-end': 'With a start time after their time.',
  'no-value': 'Without a value.',
  'not-a-number': 'The value is not a number, or infinite.',
  'no-temporality': 'A sum or histogram that is neither delta nor cumulative: set the temporality in the exporter.',
  'broken-summary': 'A summary with a quantile outside 0 to 1, or with more than 100 of them.',
  'broken-histogram': 'A histogram whose buckets do not fit its bounds.',
  'no-metric-name': 'A metric without a name.',
  'twice-in-a-scrape': 'Stood twice in one scrape.',
  'gauge-histogram': 'A gauge histogram, which has no counter to read: send the histogram itself.',
  'repeated-label': 'With the same label twice.',
  'too-many-attributes': 'With more attributes than the app may send.',
  'attribute-too-long': 'With an attribute or a resource longer than is kept: shorten it.',
  'too-many-series': 'New series beyond the app’s limit: remove attributes with many values.',
  'not-stored': 'The database refused them.',
};

/** A sentence; a reason of a newer release is shown as it is. */
export const refusalText = (reason: string): string => WORDS[reason] ?? reason;
