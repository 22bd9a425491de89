/** Links that show one report, and nothing else, to whoever holds them: random, kept hashed, until they expire or are withdrawn. */
import { z } from 'zod';
import { DAY_MS } from '@/advisor/types';
import { audit } from '../audit';
import { publicUrl } from '../configuration';
import { notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import { randomSecret, sha256 } from '../secrets';
import type { ReportDocument, ShareRow } from '../views/report';
import type { Actor } from '../views/views';
import { readDocument } from './earlier';
import { A_TOKEN, fileOf, namesOf, openReport, type ReportFile } from './read';

export const shareInput = z.object({ days: z.number().int().min(1).max(90, 'at most 90 days').default(30) });
export type ShareInput = z.input<typeof shareInput>;
const idInput = z.number().int().positive();

/** Links of one report that are open at a time. */
const OPEN_AT_MOST = 20;
/** `lastOpenedAt` is written this often at most. */
const OPENED_MS = 5 * 60_000;

/** Makes a link; its address is told this once. */
export async function shareReport(
  actor: Actor,
  id: string,
  given: ShareInput = {},
): Promise<{ id: number; url: string; expiresAt: number }> {
  const { scope, appId } = await openReport(actor, id, 'shareReport');
  const { days } = parse(shareInput, given);
  const { prisma, now } = resources();
  const secret = randomSecret();
  const expiresAt = now() + days * DAY_MS;
  const share = await prisma.$transaction(async (tx) => {
    const open = await tx.reportShare.count({
      where: { reportId: id, withdrawnAt: null, expiresAt: { gt: new Date(now()) } },
    });
    if (open >= OPEN_AT_MOST) {
      const message = `This report has ${OPEN_AT_MOST} open links, which is the most.`;
      throw new ServiceError({ code: 'conflict', message, fix: 'Withdraw one of them first.' });
    }
    const row = await tx.reportShare.create({
      data: {
        reportId: id,
        hash: sha256(secret),
        createdAt: new Date(now()),
        createdBy: actor.kind === 'user' ? actor.userId : null,
        expiresAt: new Date(expiresAt),
      },
    });
    await audit(tx, { actor, action: 'shareReport', teamId: scope.team.id, appId, details: { report: id, days } });
    return Number(row.id);
  });
  return { id: share, url: `${publicUrl()}/shared/${secret}`, expiresAt };
}

/** Ends a link at once; ending it twice changes nothing. */
export async function withdrawShare(actor: Actor, id: string, shareId: number): Promise<void> {
  const { scope, appId } = await openReport(actor, id, 'withdrawShare');
  const share = parse(idInput, shareId);
  const { prisma, now } = resources();
  await prisma.$transaction(async (tx) => {
    const found = await tx.reportShare.findFirst({ where: { id: share, reportId: id } });
    if (!found) throw notFound('link');
    if (found.withdrawnAt !== null) return;
    await tx.reportShare.update({ where: { id: found.id }, data: { withdrawnAt: new Date(now()) } });
    const details = { report: id, link: share };
    await audit(tx, { actor, action: 'withdrawShare', teamId: scope.team.id, appId, details });
  });
}

/** Links of a report, newest first; never their secrets. */
export async function shares(actor: Actor, id: string): Promise<ShareRow[]> {
  await openReport(actor, id, 'shares');
  const rows = await resources().prisma.reportShare.findMany({
    where: { reportId: id },
    orderBy: { id: 'desc' },
    take: 100,
  });
  const names = await namesOf(rows.flatMap(({ createdBy }) => createdBy ?? []));
  return rows.map((row) => ({
    id: Number(row.id),
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    withdrawnAt: row.withdrawnAt?.getTime() ?? null,
    lastOpenedAt: row.lastOpenedAt?.getTime() ?? null,
    by: names.get(row.createdBy ?? -1n) ?? A_TOKEN,
  }));
}

/**
 * The report behind a link's secret, for anybody. Links that ended, that never were and that lead to a deleted
 * app's report are told in the same words.
 * @throws ServiceError `not-found`.
 */
export async function sharedReport(secret: string): Promise<ReportDocument> {
  if (typeof secret !== 'string' || !/^[\w-]{43}$/.test(secret)) throw notFound('report');
  const { prisma, now } = resources();
  const share = await prisma.reportShare.findUnique({
    where: { hash: sha256(secret) },
    include: { report: { include: { app: { include: { ownRoadmap: true } } } } },
  });
  if (!share || share.withdrawnAt !== null || share.expiresAt.getTime() <= now() || share.report.app?.deletedAt)
    throw notFound('report');
  if (now() - (share.lastOpenedAt?.getTime() ?? 0) > OPENED_MS)
    await prisma.reportShare.update({ where: { id: share.id }, data: { lastOpenedAt: new Date(now()) } });
  return readDocument(share.report);
}

export async function sharedFile(secret: string, given: { format: string; paper?: string }): Promise<ReportFile> {
  return fileOf(await sharedReport(secret), given);
}
