/** Makes reports: of one app or a whole team, kept as they are from then on. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DAY_MS } from '@/advisor/types';
import type { Team } from '@/prisma/generated/client';
import { audit, type Transaction } from '../audit';
import { openApp, openTeam } from '../authorise';
import { ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { plainJson } from '../json';
import { announce } from '../notifications/outbox';
import { resources } from '../resources';
import type { ReportDocument } from '../views/report';
import type { Actor } from '../views/views';
import { appDocument, teamDocument } from './document';
import type { ReportFacts } from './facts';
import { headroomVersion, partsOf } from './parts';

export const makeReportInput = z.strictObject({
  /** How far back it tells what was crossed and done. */
  days: z.number().int().min(1).max(92, 'at most 92 days').default(30),
});
export type MakeReportInput = z.input<typeof makeReportInput>;

/** Keeps today's finding of an app as a report with an unguessable id. */
export async function makeReport(actor: Actor, slug: string, given: MakeReportInput = {}): Promise<{ id: string }> {
  const { app, team } = await openApp(actor, slug, 'makeReport');
  return makeNow(actor, team, app.id, given);
}

/** The same of a whole team; without a slug of the actor's first. */
export async function makeTeamReport(
  actor: Actor,
  slug?: string,
  given: MakeReportInput = {},
): Promise<{ id: string }> {
  const { team } = await openTeam(actor, slug, 'makeTeamReport');
  return makeNow(actor, team, null, given);
}

async function makeNow(actor: Actor, team: Team, appId: bigint | null, given: MakeReportInput) {
  const { days } = parse(makeReportInput, given);
  const toAt = resources().now();
  const document = await documentOf({ team, appId, fromAt: toAt - days * DAY_MS, toAt });
  if (document === null) {
    const message = 'There is nothing to report yet: no advice has been made.';
    throw new ServiceError({ code: 'conflict', message, fix: 'Send telemetry, then try again a minute later.' });
  }
  await resources().prisma.$transaction(async (tx) => {
    await keep(tx, document, { team, appId, createdBy: actor.kind === 'user' ? actor.userId : null });
    await audit(tx, {
      actor,
      action: appId === null ? 'makeTeamReport' : 'makeReport',
      teamId: team.id,
      appId,
      details: { report: document.id, days },
    });
  });
  return { id: document.id };
}

export interface Wanted {
  team: Pick<Team, 'id' | 'slug' | 'name' | 'timeZone'>;
  appId: bigint | null;
  fromAt: number;
  toAt: number;
}

/** Null where no app has any advice yet. */
export async function documentOf({ team, appId, fromAt, toAt }: Wanted): Promise<ReportDocument | null> {
  const parts = await partsOf(team.id, appId, { fromAt, toAt });
  if (parts.every(({ advice }) => advice === null)) return null;
  const facts: ReportFacts = {
    id: randomBytes(16).toString('base64url'),
    team: { slug: team.slug, name: team.name },
    zone: team.timeZone,
    createdAt: resources().now(),
    fromAt,
    toAt,
    headroomVersion: headroomVersion(),
    parts,
  };
  return appId === null ? teamDocument(facts) : appDocument(facts);
}

interface Kept {
  team: { id: bigint };
  appId: bigint | null;
  createdBy: number | null;
  scheduleId?: bigint;
  dueDay?: string;
}

export async function keep(tx: Transaction, document: ReportDocument, { team, ...columns }: Kept): Promise<void> {
  await tx.report.create({
    data: {
      id: document.id,
      teamId: team.id,
      ...columns,
      createdAt: new Date(document.createdAt),
      fromAt: new Date(document.fromAt),
      toAt: new Date(document.toAt),
      finding: plainJson(document).value,
    },
  });
  // In the same transaction: told once, whoever made it.
  await announce(tx, {
    key: `report:${document.id}`,
    kind: 'report.ready',
    teamId: team.id,
    appId: columns.appId,
    payload: { report: document.id, text: document.sentences.join(' ') },
    nowAt: document.createdAt,
  });
}
