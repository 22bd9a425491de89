/**
 * Crossings as stored. Re-evaluation replaces the crossings of (app, threshold, range) and keeps the
 * id of each that overlaps an older one; what happened goes to the outbox once per (crossing, event).
 */
import { type CrossingFacts, HOUR_MS } from '@/advisor/types';
import type { Crossing, Prisma } from '@/prisma/generated/client';
import { audit, type Transaction } from '../audit';
import { announce, isAnnounced, takeBack } from '../notifications/outbox';
import { type CrossingNote, type Happened, noteOf, withNote } from './notes';

/** A crossing first revealed later than this after it opened is recorded, not notified (RULES 12.5). */
const LATE_MS = HOUR_MS;
const WORKER = { kind: 'system', name: 'worker' } as const;

export interface ReplaceInput {
  app: { id: bigint; teamId: bigint };
  nowAt: number;
  /** Stored rows that the evaluation was given as `earlier`, and what it made of them. */
  stored: Crossing[];
  crossings: CrossingFacts[];
  muted: boolean;
  /** What happened within 30 minutes before a time. Never called a cause. */
  before: (openedAt: number) => Happened[];
  /** Rows of open crossings whose counts alone moved on are put here, as they are now, instead of being written. */
  later?: Crossing[];
}

export function crossingFacts(row: Crossing): CrossingFacts {
  return {
    thresholdId: row.thresholdId,
    signal: row.signal,
    limit: row.limit,
    holdMinutes: row.holdMinutes,
    openedAt: row.openedAt.getTime(),
    closedAt: row.closedAt?.getTime() ?? null,
    state: row.state as CrossingFacts['state'],
    overMinutes: row.overMinutes,
    worstValue: row.worstValue,
    worstAt: row.worstAt.getTime(),
    instances: row.instances as string[],
    unknownSinceAt: row.unknownSinceAt?.getTime() ?? null,
    judgedToAt: row.judgedToAt?.getTime() ?? null,
  };
}

/** Answers whether anything had to be written. */
export async function replaceCrossings(tx: Transaction, input: ReplaceInput): Promise<boolean> {
  const left = new Set(input.stored);
  let wrote = false;
  for (const crossing of input.crossings) {
    const known = [...left].find((row) => overlaps(crossingFacts(row), crossing));
    if (known) left.delete(known);
    if (!known) await open(tx, input, crossing);
    const changed = !known || (await revise(tx, input, known, crossing));
    wrote ||= changed;
  }
  for (const row of left) {
    await tx.crossing.delete({ where: { id: row.id } });
    const told = await takeBack(tx, `crossing:${row.id}:`);
    if (told) await tell(tx, input, row.id, 'withdrawn', crossingFacts(row));
    await note(tx, input, row.id, 'crossingWithdrawn', crossingFacts(row));
  }
  return wrote || left.size > 0;
}

const endOf = (crossing: CrossingFacts) => crossing.closedAt ?? Number.POSITIVE_INFINITY;

function overlaps(a: CrossingFacts, b: CrossingFacts): boolean {
  return a.openedAt < endOf(b) && b.openedAt < endOf(a);
}

async function open(tx: Transaction, input: ReplaceInput, crossing: CrossingFacts): Promise<void> {
  const late = input.nowAt - crossing.openedAt > LATE_MS;
  const row = await tx.crossing.create({
    data: {
      appId: input.app.id,
      ...columnsOf(crossing),
      before: jsonOf(input.before(crossing.openedAt)),
      revealedAt: new Date(input.nowAt),
      notes: jsonOf(late ? [{ at: input.nowAt, code: 'revealed-late' }] : []),
    },
  });
  await note(tx, input, row.id, 'crossingOpened', crossing);
  if (late || input.muted) return;
  await tell(tx, input, row.id, 'opened', crossing);
  if (crossing.closedAt !== null) await tell(tx, input, row.id, 'closed', crossing);
}

async function revise(tx: Transaction, input: ReplaceInput, row: Crossing, crossing: CrossingFacts): Promise<boolean> {
  const was = crossingFacts(row);
  if (same(was, crossing)) return false;
  const remark = noteOf(was, crossing, input.nowAt);
  const moved = was.openedAt !== crossing.openedAt;
  const silent = crossing.closedAt === null && was.unknownSinceAt === null && crossing.unknownSinceAt !== null;
  const isOpen = was.closedAt === null && crossing.closedAt === null;
  const goesOn = isOpen && !moved && !silent && remark === null && Number.isFinite(crossing.worstValue);
  if (input.later !== undefined && goesOn) {
    input.later.push(Object.assign(row, columnsOf(crossing)));
    return false;
  }
  await tx.crossing.update({
    where: { id: row.id },
    data: {
      ...columnsOf(crossing),
      ...(moved ? { before: jsonOf(input.before(crossing.openedAt)) } : {}),
      ...(remark ? { notes: jsonOf(withNote(row.notes, remark)) } : {}),
    },
  });
  if (silent && !input.muted && (await isAnnounced(tx, keyOf(row.id, 'opened'))))
    await tell(tx, input, row.id, 'no-data', crossing);
  const closes = was.closedAt === null && crossing.closedAt !== null;
  if (closes) {
    await note(tx, input, row.id, 'crossingClosed', crossing);
    // Under a mute too: whoever was told that it opened has an incident that would stay open.
    if (await isAnnounced(tx, keyOf(row.id, 'opened'))) await tell(tx, input, row.id, 'closed', crossing);
  } else if (remark !== null || moved || was.closedAt !== crossing.closedAt) {
    await note(tx, input, row.id, 'crossingRevised', crossing);
  }
  return true;
}

/** Writes what replaceCrossings left for later, of any number of apps; takes it out of the list. */
export async function writeCounts(tx: Transaction, later: Crossing[]): Promise<void> {
  const rows = later.splice(0);
  if (rows.length === 0) return;
  const column = <K extends keyof Crossing>(name: K) => rows.map((row) => row[name]);
  await tx.$executeRaw`
    UPDATE crossing SET over_minutes = now.over_minutes, worst_value = now.worst_value, worst_at = now.worst_at,
      instances = now.instances::jsonb, unknown_since_at = now.unknown_since_at, judged_to_at = now.judged_to_at
    FROM unnest(${column('id')}::bigint[], ${column('overMinutes')}::int[], ${column('worstValue')}::float8[],
      ${column('worstAt')}::timestamptz[], ${column('instances').map((names) => JSON.stringify(names))}::text[],
      ${column('unknownSinceAt')}::timestamptz[], ${column('judgedToAt')}::timestamptz[])
      AS now(id, over_minutes, worst_value, worst_at, instances, unknown_since_at, judged_to_at)
    WHERE crossing.id = now.id`;
}

/** A mute that ended is over: what opened under it and is still open is told now, once. */
export async function tellAfterMute(tx: Transaction, input: Noted, open: Crossing, mutedUntil: number): Promise<void> {
  const late = open.revealedAt.getTime() - open.openedAt.getTime() > LATE_MS;
  if (open.closedAt !== null || late || open.revealedAt.getTime() > mutedUntil) return;
  await tell(tx, input, open.id, 'opened', crossingFacts(open));
}

const jsonOf = (value: Happened[] | CrossingNote[]) => value as unknown as Prisma.InputJsonArray;

/** An open crossing whose threshold is judged no more (another phase, another roadmap) ends as unknown. */
export async function endUnjudged(tx: Transaction, input: Omit<ReplaceInput, 'crossings' | 'muted' | 'before'>) {
  for (const row of input.stored) {
    const closedAt = new Date(Math.max(input.nowAt, row.openedAt.getTime()));
    const notes = jsonOf(withNote(row.notes, { at: input.nowAt, code: 'no-longer-judged' }));
    await tx.crossing.update({ where: { id: row.id }, data: { closedAt, state: 'unknown', notes } });
    await note(tx, input, row.id, 'crossingNoLongerJudged', crossingFacts(row));
    const ended = { ...crossingFacts(row), closedAt: closedAt.getTime(), state: 'unknown' as const };
    if (await isAnnounced(tx, keyOf(row.id, 'opened'))) await tell(tx, input, row.id, 'closed', ended);
  }
}

function columnsOf(crossing: CrossingFacts) {
  return {
    thresholdId: crossing.thresholdId,
    signal: crossing.signal,
    limit: crossing.limit,
    holdMinutes: crossing.holdMinutes,
    openedAt: new Date(crossing.openedAt),
    closedAt: crossing.closedAt === null ? null : new Date(crossing.closedAt),
    state: crossing.state,
    overMinutes: Math.round(crossing.overMinutes),
    worstValue: crossing.worstValue,
    worstAt: new Date(crossing.worstAt),
    instances: crossing.instances,
    unknownSinceAt: crossing.unknownSinceAt === null ? null : new Date(crossing.unknownSinceAt),
    judgedToAt: crossing.judgedToAt == null ? null : new Date(crossing.judgedToAt),
  };
}

const same = (a: CrossingFacts, b: CrossingFacts) => JSON.stringify(columnsOf(a)) === JSON.stringify(columnsOf(b));

export type Noted = Pick<ReplaceInput, 'app' | 'nowAt'>;

function note(tx: Transaction, { app }: Noted, id: bigint, action: string, crossing: CrossingFacts): Promise<void> {
  const { thresholdId, signal, openedAt, closedAt } = crossing;
  const details = { crossing: Number(id), thresholdId, signal, openedAt, closedAt };
  return audit(tx, { actor: WORKER, action, teamId: app.teamId, appId: app.id, details });
}

const keyOf = (id: bigint, event: string) => `crossing:${id}:${event}`;

async function tell(
  tx: Transaction,
  { app, nowAt }: Noted,
  id: bigint,
  event: 'opened' | 'closed' | 'no-data' | 'withdrawn',
  crossing: CrossingFacts,
): Promise<void> {
  const payload = { crossing: Number(id), event, ...crossing } as unknown as Prisma.InputJsonObject;
  const kind = `crossing.${event}` as const;
  await announce(tx, { key: keyOf(id, event), kind, teamId: app.teamId, appId: app.id, payload, nowAt });
}
