/** Rows about people and events that have served: forgotten once an hour by the worker. The audit stays. */
import { DAY_MS } from '@/advisor/types';
import { resources } from './resources';

/** Tries to sign in count for 15 minutes. */
const ATTEMPTS_MS = DAY_MS;
/** Ended or run out this long ago. */
const SESSIONS_MS = 30 * DAY_MS;
/** Long enough for its page to say "used" or "run out" instead of "unknown". */
const LINKS_MS = 7 * DAY_MS;
/** The audit says for ever who invited whom. */
const INVITATIONS_MS = 30 * DAY_MS;
/** Nobody wants to hear of what happened a month ago, told or not; but the end of what is still open. */
const OUTBOX_MS = 30 * DAY_MS;

/** Deletes what is older than its purpose; doing it twice changes nothing. */
export async function forgetOldRows(nowAt: number): Promise<void> {
  const { prisma } = resources();
  const before = (ageMs: number) => ({ lt: new Date(nowAt - ageMs) });
  await prisma.signInAttempt.deleteMany({ where: { lastAt: before(ATTEMPTS_MS) } });
  const over = before(SESSIONS_MS);
  await prisma.session.deleteMany({ where: { OR: [{ expiresAt: over }, { endedAt: over }] } });
  await prisma.signInLink.deleteMany({ where: { expiresAt: before(LINKS_MS) } });
  await prisma.invitation.deleteMany({ where: { expiresAt: before(INVITATIONS_MS) } });
  // What was told of an open crossing says whether its end is told, and that its beginning was.
  await prisma.$executeRaw`
    DELETE FROM outbox WHERE created_at < ${before(OUTBOX_MS).lt} AND NOT (
      kind LIKE 'crossing.%'
      AND split_part(key, ':', 2) IN (SELECT id::text FROM crossing WHERE closed_at IS NULL))`;
  await prisma.notificationMessage.deleteMany({ where: { createdAt: before(OUTBOX_MS) } });
}
