/** Schedules of reports, and the worker's part: each due report made exactly once. */
import { z } from 'zod';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { Prisma, type ReportSchedule, type Team } from '@/prisma/generated/client';
import { audit } from '../audit';
import { openApp, openTeam } from '../authorise';
import { notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { ReportDocument, ScheduleRow } from '../views/report';
import type { Actor } from '../views/views';
import { latestDue, nextDue, type Rhythm } from './due';
import { type ScheduleInput, scheduleInput } from './inputs';
import { documentOf, keep } from './make';

const idInput = z.number().int().positive();

export const SCHEDULES_AT_MOST = 50;
/** A worker that was away for longer does not make up for what was due before. */
const STILL_WANTED_MS = 48 * HOUR_MS;

/** Of one app (`app`) or the whole team; the hour is of the team's zone. */
export async function scheduleReport(
  actor: Actor,
  of: { app?: string; team?: string },
  given: ScheduleInput,
): Promise<{ id: number }> {
  const scope = await openScope(actor, of, 'scheduleReport');
  const rhythm = parse(scheduleInput, given);
  const { prisma, now } = resources();
  return prisma.$transaction(async (tx) => {
    if ((await tx.reportSchedule.count({ where: { teamId: scope.team.id } })) >= SCHEDULES_AT_MOST) {
      const message = `The team has ${SCHEDULES_AT_MOST} schedules, which is the most.`;
      throw new ServiceError({ code: 'conflict', message, fix: 'Remove one of them first.' });
    }
    const row = await tx.reportSchedule.create({
      data: {
        teamId: scope.team.id,
        appId: scope.app?.id ?? null,
        ...rhythm,
        createdAt: new Date(now()),
        createdBy: actor.kind === 'user' ? actor.userId : null,
      },
    });
    const details = { schedule: Number(row.id), ...rhythm };
    await audit(tx, { actor, action: 'scheduleReport', teamId: scope.team.id, appId: row.appId, details });
    return { id: Number(row.id) };
  });
}

/** Reports that it made stay. */
export async function removeSchedule(actor: Actor, of: { app?: string; team?: string }, id: number): Promise<void> {
  const { team } = await openScope(actor, of, 'removeSchedule');
  const schedule = parse(idInput, id);
  await resources().prisma.$transaction(async (tx) => {
    const row = await tx.reportSchedule.findFirst({ where: { id: schedule, teamId: team.id } });
    if (!row) throw notFound('schedule');
    await tx.reportSchedule.delete({ where: { id: row.id } });
    const details = { schedule, every: row.every, day: row.day, hour: row.hour };
    await audit(tx, { actor, action: 'removeSchedule', teamId: team.id, appId: row.appId, details });
  });
}

async function openScope(actor: Actor, of: { app?: string; team?: string }, verb: 'scheduleReport' | 'removeSchedule') {
  return of.app === undefined ? { ...(await openTeam(actor, of.team, verb)), app: null } : openApp(actor, of.app, verb);
}

/** Of an app those of its own; of a team all. */
export async function scheduleRows(team: Pick<Team, 'id' | 'timeZone'>, appId: bigint | null): Promise<ScheduleRow[]> {
  const { prisma, now } = resources();
  const rows = await prisma.reportSchedule.findMany({
    where: {
      teamId: team.id,
      ...(appId === null ? { OR: [{ appId: null }, { app: { deletedAt: null } }] } : { appId }),
    },
    include: { app: { select: { name: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({
    id: Number(row.id),
    appName: row.app?.name ?? null,
    ...rhythmOf(row),
    nextAt: nextDue(rhythmOf(row), team.timeZone, now()).at,
  }));
}

const rhythmOf = ({ every, day, hour }: ReportSchedule): Rhythm => ({ every: every as Rhythm['every'], day, hour });

/**
 * Makes what is due and has not been made. Two workers at once, or one that died half-way, make it once: the
 * report, its event and its audit are one transaction, and a schedule has one report a local day.
 * @returns the ids of the reports made.
 */
export async function makeDueReports(nowAt: number): Promise<string[]> {
  const { prisma } = resources();
  const schedules = await prisma.reportSchedule.findMany({
    include: { team: true, app: { select: { deletedAt: true } } },
    orderBy: { id: 'asc' },
  });
  const made: string[] = [];
  const errors: unknown[] = [];
  for (const schedule of schedules) {
    try {
      const id = await makeDue(schedule, nowAt);
      if (id !== null) made.push(id);
    } catch (error) {
      errors.push(error);
    }
  }
  // One that cannot be made does not hold up the others.
  if (errors.length > 0) throw errors[0];
  return made;
}

type Scheduled = ReportSchedule & { team: Team; app: { deletedAt: Date | null } | null };

async function makeDue(schedule: Scheduled, nowAt: number): Promise<string | null> {
  const { team, appId, createdAt } = schedule;
  if (schedule.app?.deletedAt) return null;
  const due = latestDue(rhythmOf(schedule), team.timeZone, nowAt);
  if (due.at <= createdAt.getTime() || nowAt - due.at > STILL_WANTED_MS) return null;
  const key = { scheduleId: schedule.id, dueDay: due.day };
  if ((await resources().prisma.report.count({ where: key })) > 0) return null;
  // From one due moment to the next, so that nothing lies between two reports.
  const fromAt = latestDue(rhythmOf(schedule), team.timeZone, due.at - MINUTE_MS).at;
  const document = await documentOf({ team, appId, fromAt, toAt: due.at });
  return document !== null && (await keptOnce(document, { team, appId, createdBy: null, ...key })) ? document.id : null;
}

async function keptOnce(document: ReportDocument, kept: Parameters<typeof keep>[2]): Promise<boolean> {
  try {
    await resources().prisma.$transaction(async (tx) => {
      await keep(tx, document, kept);
      const details = { report: document.id, schedule: Number(kept.scheduleId), day: kept.dueDay ?? '' };
      const actor = { kind: 'system', name: 'worker' } as const;
      await audit(tx, { actor, action: 'scheduledReport', teamId: kept.team.id, appId: kept.appId, details });
    });
    return true;
  } catch (error) {
    // Another worker was first.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return false;
    throw error;
  }
}
