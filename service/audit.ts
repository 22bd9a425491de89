/** Who did what, written in the transaction of what was done. */
import type { Prisma } from '@/prisma/generated/client';
import type { Actor } from './views/views';

export type Transaction = Prisma.TransactionClient;

export interface AuditFacts {
  actor: Actor | 'host:sign-in-link' | 'mail:sign-in-link' | 'host:rotate-key' | 'host:start';
  action: string;
  teamId?: bigint | number | null;
  appId?: bigint | number | null;
  /** Never a secret, a token or a password. */
  details?: Prisma.InputJsonObject;
}

function nameOf(actor: AuditFacts['actor']): string {
  if (typeof actor === 'string') return actor;
  if (actor.kind === 'team') return `token:${actor.grant.tokenId}`;
  return actor.kind === 'user' ? `user:${actor.userId}` : `system:${actor.name}`;
}

/** A person who came with an API token: which one. */
function viaToken(actor: AuditFacts['actor']): Prisma.InputJsonObject {
  return typeof actor !== 'string' && actor.kind === 'user' && actor.grant ? { token: actor.grant.tokenId } : {};
}

export async function audit(tx: Transaction, ...all: AuditFacts[]): Promise<void> {
  await tx.auditEntry.createMany({
    data: all.map((facts) => ({
      actor: nameOf(facts.actor),
      action: facts.action,
      teamId: facts.teamId ?? null,
      appId: facts.appId ?? null,
      details: { ...facts.details, ...viaToken(facts.actor) },
      address: typeof facts.actor !== 'string' && facts.actor.kind !== 'system' ? facts.actor.address : null,
    })),
  });
}
