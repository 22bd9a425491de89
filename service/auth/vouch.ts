/**
 * The first proof that an address is its holder's: a provider says so, or a link that was mailed there came back.
 * Until then somebody else may have typed it, so what they could come back with ends: the password, browsers,
 * links, API tokens, and providers that know them by another address. What the account is in stays.
 */
import { audit, type Transaction } from '../audit';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { endLinksOf, endSessionsOf } from './sessions';

type UserActor = Extract<Actor, { kind: 'user' }>;

/** @returns whether this was the first proof; then `forgetSessionsOf` is due once it is written */
export async function vouch(tx: Transaction, actor: UserActor, by: string): Promise<boolean> {
  const at = new Date(resources().now());
  const id = actor.userId;
  const { count } = await tx.user.updateMany({
    where: { id, vouchedAt: null },
    data: { vouchedAt: at, passwordHash: null },
  });
  if (count === 0) return false;
  await endSessionsOf(tx, BigInt(id));
  await endLinksOf(tx, actor.email);
  await tx.identity.deleteMany({ where: { userId: id, NOT: { email: actor.email } } });
  await tx.apiToken.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: at } });
  await audit(tx, { actor, action: 'confirmAddress', details: { by } });
  return true;
}
