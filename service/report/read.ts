/** Reads reports: one as it was made, one as a file, and the list of a team or an app. */
import { z } from 'zod';
import { isAddressable, openApp, openTeam, type TeamScope } from '../authorise';
import { notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import { mayInTeam, type Verb } from '../roles';
import type { ReportDocument, ReportRow, ReportsView } from '../views/report';
import type { Actor } from '../views/views';
import { readDocument } from './earlier';
import { reportCsv, reportJson, reportMarkdown } from './files';
import type { Paper } from './pdf/index';
import { keptPdf } from './pdf/kept';
import { scheduleRows } from './schedules';

const A_PAGE = 20;
/** Who made what no person made. */
export const A_TOKEN = 'a token of the team';

/** A report as it was made; for members of its team. */
export async function reportView(actor: Actor, id: string): Promise<ReportDocument> {
  return (await openReport(actor, id, 'reportView')).document;
}

export interface OpenedReport {
  document: ReportDocument;
  scope: TeamScope;
  appId: bigint | null;
}

/** @throws ServiceError `not-found` for strangers and for reports of a deleted app. */
export async function openReport(actor: Actor, id: string, verb: Verb): Promise<OpenedReport> {
  if (!isAddressable(id)) throw notFound('report');
  const row = await resources().prisma.report.findUnique({
    where: { id },
    include: { team: { select: { slug: true } }, app: { include: { ownRoadmap: true } } },
  });
  if (!row || row.app?.deletedAt) throw notFound('report');
  const scope = await openTeam(actor, row.team.slug, verb).catch((error) => {
    throw error instanceof ServiceError && error.code === 'not-found' ? notFound('report') : error;
  });
  return { document: await readDocument(row), scope, appId: row.appId };
}

export const fileInput = z.object({
  format: z.enum(['pdf', 'markdown', 'csv', 'json'], { error: 'pdf, markdown, csv or json' }),
  paper: z.enum(['a4', 'letter'], { error: 'a4 or letter' }).default('a4'),
});

export interface ReportFile {
  name: string;
  extension: string;
  contentType: string;
  body: string | Buffer;
}

/** `format` pdf, markdown, csv or json; `paper` a4 or letter. */
export async function reportFile(
  actor: Actor,
  id: string,
  given: { format: string; paper?: string },
): Promise<ReportFile> {
  const { document } = await openReport(actor, id, 'reportFile');
  return fileOf(document, given);
}

export async function fileOf(document: ReportDocument, given: { format: string; paper?: string }): Promise<ReportFile> {
  const { format, paper } = parse(fileInput, given);
  const day = new Date(document.createdAt).toISOString().slice(0, 10);
  const name = `${document.appSlug ?? document.teamSlug}-report-${day}`;
  return { name, ...(await written(document, format, paper)) };
}

async function written(document: ReportDocument, format: z.output<typeof fileInput>['format'], paper: Paper) {
  switch (format) {
    case 'pdf':
      return { extension: 'pdf', contentType: 'application/pdf', body: await keptPdf(document, paper) };
    case 'markdown':
      return { extension: 'md', contentType: 'text/markdown; charset=utf-8', body: reportMarkdown(document) };
    case 'csv':
      return { extension: 'csv', contentType: 'text/csv; charset=utf-8', body: reportCsv(document) };
    case 'json':
      return { extension: 'json', contentType: 'application/json', body: reportJson(document) };
  }
}

const listInput = z.object({ before: z.number().int().positive().optional() });

/** Reports of one app (`app`) or of a team and all its apps; without a slug of the actor's first team. */
export async function reports(
  actor: Actor,
  of: { app?: string; team?: string } = {},
  given: z.input<typeof listInput> = {},
): Promise<ReportsView> {
  const scope =
    of.app === undefined
      ? { ...(await openTeam(actor, of.team, 'reports')), app: null }
      : await openApp(actor, of.app, 'reports');
  const { team, role, app } = scope;
  const { before } = parse(listInput, given);
  const rows = await resources().prisma.report.findMany({
    where: {
      teamId: team.id,
      ...(app === null ? { OR: [{ appId: null }, { app: { deletedAt: null } }] } : { appId: app.id }),
      ...(before === undefined ? {} : { createdAt: { lt: new Date(before) } }),
    },
    include: { app: { select: { slug: true } }, shares: openShares(resources().now()) },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: A_PAGE + 1,
  });
  const shown = rows.slice(0, A_PAGE);
  const names = await namesOf(shown.flatMap(({ createdBy }) => createdBy ?? []));
  return {
    team: { slug: team.slug, name: team.name, zone: team.timeZone },
    app: app === null ? null : { slug: app.slug, name: app.name },
    reports: shown.map(
      (row): ReportRow => ({
        id: row.id,
        title: titleOf(row.finding),
        appSlug: row.app?.slug ?? null,
        createdAt: row.createdAt.getTime(),
        fromAt: row.fromAt.getTime(),
        toAt: row.toAt.getTime(),
        by: row.dueDay === null ? (names.get(row.createdBy ?? -1n) ?? A_TOKEN) : 'by schedule',
        links: row.shares.length,
      }),
    ),
    olderBefore: rows.length > A_PAGE ? (shown.at(-1)?.createdAt.getTime() ?? null) : null,
    schedules: await scheduleRows(team, app?.id ?? null),
    mayMake: mayInTeam(role, 'makeReport'),
    mayShare: mayInTeam(role, 'shareReport'),
  };
}

const openShares = (nowAt: number) => ({
  where: { withdrawnAt: null, expiresAt: { gt: new Date(nowAt) } },
  select: { id: true },
});

/** Reports of releases before this one had the app's name. */
function titleOf(finding: unknown): string {
  const { title, appName } = finding as { title?: string; appName?: string };
  return title ?? appName ?? '';
}

/** People by id: their name, or their address where they gave none. */
export async function namesOf(ids: bigint[]): Promise<Map<bigint, string>> {
  const people = await resources().prisma.user.findMany({ where: { id: { in: [...new Set(ids)] } } });
  return new Map(people.map(({ id, name, email }) => [id, name ?? email]));
}
