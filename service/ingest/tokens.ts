import type { PrismaClient } from '@/prisma/generated/client';
import { sha256 } from '@/service/secrets';
import { defaultLimits, type IngestLimits, limitsOf, pageLimits } from './limits';

/** The app that a token speaks for. */
export interface TokenApp {
  tokenId: number;
  appId: number;
  kind: 'server' | 'browser';
  /** Pages that may use a browser's token, such as https://shop.example.com. */
  origins: readonly string[];
  limits: IngestLimits;
}

/**
 * The app of a token; null if it was never made, was revoked, or its app is deleted. Throws when the
 * database is away. Who lets a browser's token read anything gives the app's data to everybody.
 */
export async function findToken(
  prisma: PrismaClient,
  token: string,
  installation: IngestLimits = defaultLimits,
): Promise<TokenApp | null> {
  const row = await prisma.ingestToken.findUnique({
    where: { hash: sha256(token) },
    select: {
      id: true,
      appId: true,
      kind: true,
      origins: true,
      revokedAt: true,
      app: { select: { deletedAt: true, limits: true } },
    },
  });
  if (!row || row.revokedAt !== null || row.app.deletedAt !== null) return null;
  const limits = limitsOf(installation, row.app.limits);
  return {
    tokenId: Number(row.id),
    appId: Number(row.appId),
    kind: row.kind,
    origins: row.origins,
    limits: row.kind === 'browser' ? pageLimits(limits) : limits,
  };
}

/** Every origin that some page's token names: a browser asks for leave before it shows its token. */
export async function findOrigins(prisma: PrismaClient): Promise<Set<string>> {
  const rows = await prisma.ingestToken.findMany({
    where: { kind: 'browser', revokedAt: null, app: { deletedAt: null } },
    select: { origins: true },
  });
  return new Set(rows.flatMap(({ origins }) => origins));
}
