/** Tokens that may read through Prometheus's API, and nothing else. Made and ended by managers, audited. */
import { openApp } from '../authorise';
import { notFound } from '../errors';
import { type NewReadTokenInput, newReadTokenInput, tokenIdInput } from '../inputs/inputs';
import { resources } from '../resources';
import { mintReadToken, sha256 } from '../secrets';
import type { Actor, ReadTokenView } from '../views/views';
import { writeToApp } from '../write';
import type { Tenant } from './promql/select';

/** Those of this app and those of its whole team, newest first; never the secret. */
export async function readTokens(actor: Actor, slug: string): Promise<ReadTokenView[]> {
  const { app, team } = await openApp(actor, slug, 'readTokens');
  const rows = await resources().prisma.readToken.findMany({
    where: { teamId: team.id, OR: [{ appId: app.id }, { appId: null }] },
    orderBy: { id: 'desc' },
  });
  return rows.map((row) => ({
    id: Number(row.id),
    hint: row.hint,
    label: row.label,
    wholeTeam: row.appId === null,
    createdAt: row.createdAt.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
  }));
}

/** Shown this once; only its SHA-256 is kept. */
export function newReadToken(actor: Actor, slug: string, input: NewReadTokenInput = {}) {
  const { token, hash, hint } = mintReadToken();
  return writeToApp({
    actor,
    slug,
    verb: 'newReadToken',
    schema: newReadTokenInput,
    input,
    run: async (tx, { app, team }, { label, wholeTeam }) => {
      const appId = wholeTeam ? null : app.id;
      const row = await tx.readToken.create({ data: { teamId: team.id, appId, hash, hint, label } });
      return { id: Number(row.id), token, hint };
    },
    details: ({ label, wholeTeam }, { id }) => ({ id, hint, label, wholeTeam }),
  });
}

/** Refused from the next request on. */
export async function revokeReadToken(actor: Actor, slug: string, tokenId: number): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'revokeReadToken',
    schema: tokenIdInput,
    input: tokenId,
    run: async (tx, { app, team }, id) => {
      const mine = { id, teamId: team.id, OR: [{ appId: app.id }, { appId: null }] };
      if ((await tx.readToken.count({ where: mine })) === 0) throw notFound('token');
      const revokedAt = new Date(resources().now());
      await tx.readToken.updateMany({ where: { ...mine, revokedAt: null }, data: { revokedAt } });
    },
    details: (id) => ({ id }),
  });
}

const USED_EVERY_MS = 5 * 60_000;

/** What a token may read; null: it was never made, was revoked, or its app is deleted. */
export async function tenantOf(token: string): Promise<Tenant | null> {
  if (!/^hrr_[\w-]{43}$/.test(token)) return null;
  const { prisma, now } = resources();
  const row = await prisma.readToken.findUnique({ where: { hash: sha256(token) } });
  if (!row || row.revokedAt !== null) return null;
  const apps = await prisma.app.findMany({
    where: { teamId: row.teamId, deletedAt: null, ...(row.appId === null ? {} : { id: row.appId }) },
    select: { id: true, slug: true, keepMinutesDays: true },
    orderBy: { id: 'asc' },
  });
  if (row.appId !== null && apps.length === 0) return null;
  if (row.lastUsedAt === null || now() - row.lastUsedAt.getTime() > USED_EVERY_MS)
    await prisma.readToken.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now()) } });
  return { apps: apps.map(({ id, ...app }) => ({ id: Number(id), ...app })), byTeam: row.appId === null };
}
