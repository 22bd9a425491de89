/** What stands beside a crossing: what late data or another limit changed about it, and what people wrote. */
import { type CrossingFacts, MINUTE_MS } from '@/advisor/types';

/** What happened shortly before a crossing opened. */
export interface Happened {
  kind: 'deployment' | 'instances' | 'step' | 'load';
  at: number;
  /** The version; instances or load "before → after"; the step's id. */
  says: string;
  /** How exactly `at` is known. */
  withinMinutes: number;
}

export type CrossingNote = { at: number } & (
  | { code: 'revealed-late' }
  | { code: 'revised'; was: Was }
  | { code: 'limit-changed'; was: { limit: number; holdMinutes: number } }
  | { code: 'no-longer-judged' }
  | { code: 'said'; by: string; text: string }
);

interface Was {
  openedAt: number;
  closedAt: number | null;
  worstValue: number;
  overMinutes: number;
}

/** Telemetry of the last minutes is still arriving: what it changes there is no revision. */
const SETTLED_MS = 5 * MINUTE_MS;
const SETTLED_MINUTES = SETTLED_MS / MINUTE_MS;
/** Notes of one crossing that are kept; what people wrote goes last. */
export const NOTES_AT_MOST = 50;

/** The note that a new evaluation leaves on a crossing; null where it only went on. */
export function noteOf(was: CrossingFacts, is: CrossingFacts, nowAt: number): CrossingNote | null {
  if (was.limit !== is.limit || was.holdMinutes !== is.holdMinutes) {
    return { at: nowAt, code: 'limit-changed', was: { limit: was.limit, holdMinutes: was.holdMinutes } };
  }
  if (!isRevised(was, is, nowAt)) return null;
  const { openedAt, closedAt, worstValue, overMinutes } = was;
  return { at: nowAt, code: 'revised', was: { openedAt, closedAt, worstValue, overMinutes } };
}

/** Whether something changed that had been judged and had settled: then data came late. */
function isRevised(was: CrossingFacts, is: CrossingFacts, nowAt: number): boolean {
  const judgedTo = (was.judgedToAt ?? nowAt) - SETTLED_MS;
  const settled = (at: number) => at < judgedTo;
  if (was.openedAt !== is.openedAt && settled(Math.min(was.openedAt, is.openedAt))) return true;
  if (was.closedAt !== null) {
    const changed =
      was.closedAt !== is.closedAt || was.worstValue !== is.worstValue || was.overMinutes !== is.overMinutes;
    return changed && Math.min(was.closedAt, is.closedAt ?? was.closedAt) < nowAt - SETTLED_MS;
  }
  if (is.closedAt !== null && settled(is.closedAt)) return true;
  if (was.worstAt !== is.worstAt && settled(is.worstAt)) return true;
  const known = ((is.judgedToAt ?? is.closedAt ?? nowAt) - (was.judgedToAt ?? nowAt)) / MINUTE_MS;
  const counted = is.overMinutes - was.overMinutes;
  return counted < -SETTLED_MINUTES || counted > Math.max(0, known) + SETTLED_MINUTES;
}

/** `notes` with one more, without growing for ever. */
export function withNote(notes: unknown, note: CrossingNote): CrossingNote[] {
  const all = [...notesOf(notes), note];
  if (all.length <= NOTES_AT_MOST) return all;
  const oldest = all.findIndex(({ code }) => code !== 'said');
  return all.filter((_, index) => index !== Math.max(0, oldest));
}

export function notesOf(json: unknown): CrossingNote[] {
  return Array.isArray(json) ? (json as CrossingNote[]) : [];
}
