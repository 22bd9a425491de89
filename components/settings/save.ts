/** What a form of the settings is told after it was sent. */
export interface Saved {
  /** Grows with each success, so that the same words can be said again. */
  savedAt: number | null;
  error: { field?: string; message: string; fix?: string } | null;
  /** A new token, shown this once. */
  token?: string;
  /** A new link, shown this once. */
  link?: string;
  /** What became of a letter with that link. */
  mail?: { code: 'sent'; to: string } | { code: 'failed'; error: string };
  /** How much of it was done, where "saved" is not enough. */
  says?: string;
  /** The id of what was made, where the form goes on with it. */
  made?: string;
}

export type SaveAction = (before: Saved, form: FormData) => Promise<Saved>;

export const NOTHING_SAVED: Saved = { savedAt: null, error: null };
