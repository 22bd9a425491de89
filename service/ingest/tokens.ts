import type { PrismaClient } from '@/prisma/generated/client';
import { sha256 } from '@/service/secrets';
import { defaultLimits, type IngestLimits } from './limits';

/** The app that a token speaks for. */
export interface TokenApp {
  tokenId: number;
  appId: number;
  limits: IngestLimits;
}

/** The app of a token; null if it was never made, was revoked, or its app is deleted. Throws when the database is away. */
export async function findToken(prisma: PrismaClient, token: string): Promise<TokenApp | null> {
  const row = await prisma.ingestToken.findUnique({
    where: { hash: sha256(token) },
    select: { id: true, appId: true, revokedAt: true, app: { select: { deletedAt: true } } },
  });
  if (!row || row.revokedAt !== null || row.app.deletedAt !== null) return null;
  return { tokenId: Number(row.id), appId: Number(row.appId), limits: defaultLimits };
}
