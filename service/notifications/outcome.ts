/** What became of one try to deliver; a failed one is not tried again by itself. Errors are sentences for the deliveries page. */
export type Outcome =
  | { code: 'sent'; note?: string }
  | { code: 'retry'; error: string; afterMs?: number }
  | { code: 'failed'; error: string };

export const sent: Outcome = { code: 'sent' };
