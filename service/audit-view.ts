/** What changed in a team, by whom and from where: read page by page, and as a file. */
import { z } from 'zod';
import type { AuditEntry, Prisma } from '@/prisma/generated/client';
import { openTeam } from './authorise';
import { invalid } from './errors';
import { parse } from './inputs/inputs';
import type { Exported } from './query';
import { textCell } from './query/export';
import { resources } from './resources';
import { emailsOf } from './teams/invitations';
import type { AuditLine, AuditView } from './views/people';
import type { Actor } from './views/views';

const PAGE = 100;
/** Of one file; `until` gets the next ones. */
const MOST_ROWS = 50_000;

const instant = z.coerce.number().int().min(0).max(253_402_300_799_999);
const filterInput = z.object({
  /** Only this action, such as changeRole. */
  action: z.string().max(80).optional(),
  /** Only of the person with this address. */
  who: z.string().trim().toLowerCase().max(254).optional(),
  /** Entries older than this one, by its id. */
  before: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
});
const exportInput = filterInput.extend({ fromAt: instant.optional(), toAt: instant.optional() });
export type AuditFilter = z.input<typeof filterInput>;
export type AuditExport = z.input<typeof exportInput>;

/** A page of a team's audit, newest first. */
export async function auditView(actor: Actor, teamSlug: string, filter: AuditFilter = {}): Promise<AuditView> {
  const { team } = await openTeam(actor, String(teamSlug), 'auditView');
  const input = parse(filterInput, filter);
  const { prisma } = resources();
  const where = await whereOf(team.id, input);
  const rows = await prisma.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take: PAGE + 1 });
  const actions = await prisma.auditEntry.groupBy({ by: ['action'], where: { teamId: team.id } });
  return {
    team: { slug: team.slug, name: team.name },
    entries: await linesOf(rows.slice(0, PAGE)),
    next: rows.length > PAGE ? Number(rows[PAGE - 1]?.id) : null,
    actions: actions.map(({ action }) => action).sort(),
  };
}

/** The same as a file, csv or json; at most 50,000 rows, and the answer says when that cut it. */
export async function exportAudit(
  actor: Actor,
  teamSlug: string,
  format: string,
  filter: AuditExport = {},
): Promise<Exported> {
  const { team } = await openTeam(actor, String(teamSlug), 'exportAudit');
  const { fromAt, toAt, ...input } = parse(exportInput, filter);
  if (format !== 'csv' && format !== 'json') throw invalid('format', 'format: it is csv or json');
  const at = {
    ...(fromAt === undefined ? {} : { gte: new Date(fromAt) }),
    ...(toAt === undefined ? {} : { lt: new Date(toAt) }),
  };
  const where = { ...(await whereOf(team.id, input)), at };
  const { prisma } = resources();
  const rows = await prisma.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take: MOST_ROWS + 1 });
  const lines = await linesOf(rows.slice(0, MOST_ROWS));
  const oldest = lines.at(-1)?.id;
  const cut = rows.length > MOST_ROWS ? [`The newest ${MOST_ROWS} entries; go on with before=${oldest}.`] : [];
  const said = lines.map(({ at: ms, ...line }) => ({ at: new Date(ms).toISOString(), ...line }));
  const name = `audit-${team.slug}`;
  if (format === 'json') {
    const body = `${JSON.stringify({ team: team.slug, entries: said }, null, 2)}\n`;
    return { name, extension: 'json', contentType: 'application/json', body, cut };
  }
  const table = said.map((line) =>
    [line.at, line.who, line.action, line.app ?? '', line.address ?? '', JSON.stringify(line.details)].map(textCell),
  );
  const body = [['at', 'who', 'action', 'app', 'address', 'details'], ...table]
    .map((row) => row.join(','))
    .join('\r\n');
  return { name, extension: 'csv', contentType: 'text/csv; charset=utf-8', body: `${body}\r\n`, cut };
}

async function whereOf(teamId: bigint, input: z.output<typeof filterInput>): Promise<Prisma.AuditEntryWhereInput> {
  const { action, who, before } = input;
  return {
    teamId,
    ...(action ? { action } : {}),
    ...(who ? { actor: await actorOf(who) } : {}),
    ...(before ? { id: { lt: before } } : {}),
  };
}

/** An address as the audit keeps it: by the id, which outlives a change of address. */
async function actorOf(who: string): Promise<string> {
  const user = await resources().prisma.user.findUnique({ where: { email: who }, select: { id: true } });
  return user ? `user:${user.id}` : who;
}

async function linesOf(rows: AuditEntry[]): Promise<AuditLine[]> {
  const idOf = (actor: string) => (actor.startsWith('user:') ? BigInt(actor.slice(5)) : null);
  const emails = await emailsOf(rows.map(({ actor }) => idOf(actor)));
  const appIds = [...new Set(rows.map(({ appId }) => appId).filter((id) => id !== null))];
  const found = await resources().prisma.app.findMany({
    where: { id: { in: appIds } },
    select: { id: true, name: true },
  });
  const apps = new Map(found.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: Number(row.id),
    at: row.at.getTime(),
    who: emails.get(idOf(row.actor) ?? 0n) ?? row.actor,
    action: row.action,
    app: apps.get(row.appId ?? 0n) ?? null,
    details: (row.details ?? {}) as Record<string, unknown>,
    address: row.address,
  }));
}
