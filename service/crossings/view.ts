/** The page of crossings: open ones, the past a page at a time, what was withdrawn, who muted what. */

import { z } from 'zod';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import type { AuditEntry, Crossing } from '@/prisma/generated/client';
import { readSignals } from '@/store/index';
import { openAppView } from '../apps/view';
import { invalid, notFound } from '../errors';
import { type CrossingNoteInput, crossingNoteInput, parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { CrossingRow, CrossingsView } from '../views/signals';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';
import { crossingFacts } from './crossings';
import { type Happened, NOTES_AT_MOST, notesOf, withNote } from './notes';

const PAST_A_PAGE = 50;
const OPEN_AT_MOST = 100;
const WITHDRAWN_SHOWN = 50;
const BEFORE_MS = 30 * MINUTE_MS;
const AFTER_MS = 15 * MINUTE_MS;
/** A slice is of one day at most, in so many steps. */
const LONGEST_SLICE_MS = 24 * HOUR_MS;
const STEPS = 120;

const askedInput = z.object({
  signal: z.string().max(400).nullable().default(null),
  before: z.number().int().min(0).max(253_402_300_799_999).nullable().default(null),
});

/** @param asked `signal`: that one alone; `before`: crossings that opened earlier (ms), for the next page. */
export async function crossingsView(
  actor: Actor,
  slug: string,
  asked: z.input<typeof askedInput> = {},
): Promise<CrossingsView> {
  const { view, rows } = await openAppView(actor, slug, 'crossingsView');
  const { signal, before } = parse(askedInput, asked);
  const { prisma, now } = resources();
  const mine = { appId: rows.id, ...(signal === null ? {} : { signal }) };
  const [open, past, kinds, withdrawn] = await Promise.all([
    before === null
      ? prisma.crossing.findMany({
          where: { ...mine, closedAt: null },
          orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
          take: OPEN_AT_MOST,
        })
      : [],
    prisma.crossing.findMany({
      where: { ...mine, closedAt: { not: null }, ...(before === null ? {} : { openedAt: { lt: new Date(before) } }) },
      orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
      take: PAST_A_PAGE + 1,
    }),
    prisma.crossing.groupBy({ by: ['signal'], where: { appId: rows.id }, orderBy: { signal: 'asc' } }),
    prisma.auditEntry.findMany({
      where: { teamId: rows.teamId, appId: rows.id, action: 'crossingWithdrawn' },
      orderBy: { at: 'desc' },
      take: WITHDRAWN_SHOWN,
    }),
  ]);
  const shown = past.slice(0, PAST_A_PAGE);
  const nowAt = now();
  return {
    ...view,
    open: await rowsOf(Number(rows.id), open, nowAt),
    past: await rowsOf(Number(rows.id), shown, nowAt),
    withdrawn:
      before === null ? withdrawn.flatMap(withdrawnOf).filter((it) => signal === null || it.signal === signal) : [],
    signalsCrossed: kinds.map((kind) => kind.signal),
    signal,
    olderBefore: past.length > PAST_A_PAGE ? (shown.at(-1)?.openedAt.getTime() ?? null) : null,
    mutes: await mutesOf(rows.overrides, nowAt),
  };
}

async function rowsOf(appId: number, rows: Crossing[], nowAt: number): Promise<CrossingRow[]> {
  const out: CrossingRow[] = [];
  for (const row of rows) {
    out.push({
      ...crossingFacts(row),
      id: Number(row.id),
      before: row.before as unknown as Happened[],
      notes: notesOf(row.notes),
      slice: await sliceOf(appId, row, nowAt),
    });
  }
  return out;
}

/** What the signal did around it: the worst of each step, so that no peak is lost. */
async function sliceOf(appId: number, row: Crossing, nowAt: number): Promise<CrossingRow['slice']> {
  const startAt = Math.floor((row.openedAt.getTime() - BEFORE_MS) / MINUTE_MS) * MINUTE_MS;
  const endAt = Math.min(nowAt, (row.closedAt?.getTime() ?? nowAt) + AFTER_MS, startAt + LONGEST_SLICE_MS);
  const minutes = Math.max(1, Math.ceil((endAt - startAt) / MINUTE_MS));
  const per = Math.ceil(minutes / STEPS);
  const read = await readSignals(resources().telemetry, appId, [row.signal], startAt, endAt);
  const values = read.get(row.signal)?.value;
  if (!values || values.every(Number.isNaN)) return null;
  const down = row.worstValue < row.limit;
  const steps: (number | null)[] = [];
  for (let from = 0; from < values.length; from += per) {
    const known = [...values.subarray(from, from + per)].filter((value) => !Number.isNaN(value));
    steps.push(known.length === 0 ? null : down ? Math.min(...known) : Math.max(...known));
  }
  return { startAt, stepMs: per * MINUTE_MS, values: steps };
}

function withdrawnOf({ at, details }: AuditEntry): CrossingsView['withdrawn'] {
  const { signal, thresholdId, openedAt, closedAt } = details as {
    signal?: string;
    thresholdId?: string;
    openedAt?: number;
    closedAt?: number | null;
  };
  if (signal === undefined || thresholdId === undefined || openedAt === undefined) return [];
  return [{ at: at.getTime(), signal, thresholdId, openedAt, closedAt: closedAt ?? null }];
}

type Overrides = Awaited<ReturnType<typeof openAppView>>['rows']['overrides'];

async function mutesOf(overrides: Overrides, nowAt: number): Promise<CrossingsView['mutes']> {
  const muted = overrides.filter(({ mutedUntil }) => (mutedUntil?.getTime() ?? 0) > nowAt);
  const ids = muted.flatMap(({ mutedBy }) => (mutedBy === null ? [] : [mutedBy]));
  const people = await resources().prisma.user.findMany({ where: { id: { in: ids } } });
  return muted.map(({ thresholdId, mutedUntil, mutedReason, mutedBy, mutedAt, reason }) => {
    const person = people.find(({ id }) => id === mutedBy);
    return {
      thresholdId,
      until: mutedUntil?.getTime() ?? nowAt,
      reason: mutedReason ?? reason,
      by: person ? (person.name ?? person.email) : null,
      sinceAt: mutedAt?.getTime() ?? null,
    };
  });
}

/** A person's note on a crossing: what was found, what came of it. */
export async function noteCrossing(actor: Actor, slug: string, given: CrossingNoteInput): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'noteCrossing',
    schema: crossingNoteInput,
    input: given,
    run: async (tx, { app }, { crossing, text }) => {
      const row = await tx.crossing.findFirst({ where: { id: crossing, appId: app.id } });
      if (!row) throw notFound('crossing');
      const said = notesOf(row.notes).filter(({ code }) => code === 'said').length;
      if (said >= NOTES_AT_MOST / 2) throw invalid('text', 'This crossing has as many notes as it can keep.');
      const at = resources().now();
      const by = actor.kind === 'user' ? actor.email : actor.kind === 'team' ? `token ${actor.label}` : 'host';
      const notes = withNote(row.notes, { at, code: 'said', by, text });
      await tx.crossing.update({ where: { id: row.id }, data: { notes: notes as never } });
    },
    details: (it) => ({ ...it }),
  });
}
