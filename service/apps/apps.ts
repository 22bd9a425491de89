/** Registering apps and their ingest tokens. */
import { HOUR_MS } from '@/advisor/types';
import { catalogue } from '@/catalogue/index';
import { audit } from '../audit';
import { openApp, openTeam } from '../authorise';
import { notFound } from '../errors';
import {
  type CreateAppInput,
  createAppInput,
  type NewTokenInput,
  newTokenInput,
  parse,
  type RevokeTokenInput,
  revokeTokenInput,
  tokenIdInput,
} from '../inputs/inputs';
import { resources } from '../resources';
import { followed } from '../roadmaps/move';
import { mintIngestToken } from '../secrets';
import type { Actor, TokenView } from '../views/views';
import { writeToApp } from '../write';
import { freeSlug, inTurn } from './slugs';

/** Registers an app. The token is shown this once; only its SHA-256 is kept. */
export async function createApp(actor: Actor, given: CreateAppInput): Promise<{ slug: string; token: string }> {
  const { team } = await openTeam(actor, given?.teamSlug, 'createApp');
  const input = parse(createAppInput, given);
  const minted = mintIngestToken();
  // Read from disk the first time, which must not count against the transaction's time.
  catalogue();
  const slug = await resources().prisma.$transaction(async (tx) => {
    const road = await followed(tx, team.id, { roadmapId: input.roadmapId, version: null });
    await inTurn(tx);
    const app = await tx.app.create({
      data: {
        teamId: team.id,
        slug: await freeSlug(input.name, async (taken) => (await tx.app.count({ where: { slug: taken } })) > 0),
        name: input.name,
        ...road,
        population: input.population ?? null,
        synthetic: input.synthetic,
        createdAt: new Date(resources().now()),
        tokens: { create: { hash: minted.hash, hint: minted.hint, label: 'first token' } },
      },
    });
    const details = { slug: app.slug, roadmap: road.roadmapId };
    await audit(tx, { actor, action: 'createApp', teamId: team.id, appId: app.id, details });
    return app.slug;
  });
  return { slug, token: minted.token };
}

/** Ingest tokens of an app, newest first; never the secret. */
export async function tokens(actor: Actor, slug: string): Promise<TokenView[]> {
  const { app } = await openApp(actor, slug, 'tokens');
  const nowAt = resources().now();
  const rows = await resources().prisma.ingestToken.findMany({ where: { appId: app.id }, orderBy: { id: 'desc' } });
  return rows.map((row) => ({
    id: Number(row.id),
    hint: row.hint,
    label: row.label,
    kind: row.kind,
    origins: row.origins,
    createdAt: row.createdAt.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
    ended: row.revokedAt !== null && row.revokedAt.getTime() <= nowAt,
  }));
}

/** A further ingest token, shown this once. */
export function newToken(actor: Actor, slug: string, input: NewTokenInput = {}) {
  const { token, hash, hint } = mintIngestToken();
  return writeToApp({
    actor,
    slug,
    verb: 'newToken',
    schema: newTokenInput,
    input,
    run: async (tx, { app }, { label, kind, origins }) => {
      const row = await tx.ingestToken.create({ data: { appId: app.id, hash, hint, label, kind, origins } });
      return { id: Number(row.id), token, hint };
    },
    details: ({ label, kind, origins }, { id }) => ({ id, hint, label, kind, origins }),
  });
}

/** Ends a token, now or in some hours: collectors refuse it within seconds from then on. */
export async function revokeToken(
  actor: Actor,
  slug: string,
  tokenId: number,
  given: RevokeTokenInput = {},
): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'revokeToken',
    schema: revokeTokenInput.extend({ id: tokenIdInput }),
    input: { ...given, id: tokenId },
    run: async (tx, { app }, { id, inHours }) => {
      const mine = { id, appId: app.id };
      if ((await tx.ingestToken.count({ where: mine })) === 0) throw notFound('token');
      const nowAt = resources().now();
      const alive = { OR: [{ revokedAt: null }, { revokedAt: { gt: new Date(nowAt) } }] };
      const revokedAt = new Date(nowAt + inHours * HOUR_MS);
      await tx.ingestToken.updateMany({ where: { ...mine, ...alive }, data: { revokedAt } });
    },
    details: ({ id, inHours }) => ({ id, inHours }),
  });
}
