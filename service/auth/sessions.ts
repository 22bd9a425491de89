/**
 * Signed-in browsers. The cookie's JWT names a Session row; the row decides. A look at it is
 * remembered for 5 seconds, so an ended session ends everywhere within that time.
 */
import { randomUUID } from 'node:crypto';
import { audit, type Transaction } from '../audit';
import { resources } from '../resources';
import type { Actor } from '../views/views';

export const SESSION_DAYS = 30;
export const CACHE_MS = 5_000;
const CACHE_ENTRIES = 10_000;
/** A use is written down when the last one is older than this. */
const NOTE_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

export type SessionUser = Omit<Extract<Actor, { kind: 'user' }>, 'address'>;
export interface Browser {
  address: string | null;
  userAgent: string | null;
}

declare global {
  // Pages and API routes are separate bundles of one process: they must share what they remember.
  var headroomSessions: Map<string, { user: SessionUser | null; checkedAt: number }> | undefined;
}

function remembered() {
  globalThis.headroomSessions ??= new Map();
  return globalThis.headroomSessions;
}

export async function openSession(tx: Transaction, userId: bigint, browser: Browser): Promise<string> {
  const id = randomUUID();
  const at = resources().now();
  await tx.session.create({
    data: {
      id,
      userId,
      createdAt: new Date(at),
      expiresAt: new Date(at + SESSION_DAYS * DAY_MS),
      address: browser.address,
      userAgent: browser.userAgent?.slice(0, 300) ?? null,
    },
  });
  return id;
}

/** The user behind a session that is neither ended nor expired; looked up at most every 5 s. */
export async function sessionUser(sessionId: string): Promise<SessionUser | null> {
  const { now } = resources();
  const known = remembered().get(sessionId);
  if (known && now() - known.checkedAt < CACHE_MS) return known.user;
  const user = await look(sessionId);
  if (remembered().size >= CACHE_ENTRIES) remembered().clear();
  remembered().set(sessionId, { user, checkedAt: now() });
  return user;
}

async function look(sessionId: string): Promise<SessionUser | null> {
  if (!/^[0-9a-f-]{36}$/.test(sessionId)) return null;
  const { prisma, now } = resources();
  const row = await prisma.session.findFirst({
    where: { id: sessionId, endedAt: null, expiresAt: { gt: new Date(now()) } },
    include: { user: { select: { id: true, email: true, operator: true } } },
  });
  if (!row) return null;
  await noteUse(row);
  const { id, email, operator } = row.user;
  return { kind: 'user', userId: Number(id), sessionId, email, operator };
}

/** What fails here keeps nobody out: it only counts. */
async function noteUse({ id, lastUsedAt }: { id: string; lastUsedAt: Date | null }): Promise<void> {
  const { prisma, now } = resources();
  if (lastUsedAt && now() - lastUsedAt.getTime() < NOTE_MS) return;
  await prisma.session.updateMany({ where: { id }, data: { lastUsedAt: new Date(now()) } }).catch(() => {});
}

/** People with a session used in the last 24 hours: Headroom's own load. */
export async function countActiveUsers(): Promise<number> {
  const { prisma, now } = resources();
  const used = await prisma.session.groupBy({
    by: ['userId'],
    where: { lastUsedAt: { gt: new Date(now() - DAY_MS) } },
  });
  return used.length;
}

/** The row itself, and that it stays so until `tx` is done: for what would outlive the session. */
export async function isStillOpen(tx: Transaction, sessionId: string): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(sessionId)) return false;
  const at = new Date(resources().now());
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM session WHERE id = ${sessionId}::uuid AND ended_at IS NULL AND expires_at > ${at} FOR SHARE`;
  return rows.length > 0;
}

export async function endSession(sessionId: string): Promise<void> {
  const { prisma, now } = resources();
  await prisma.$transaction(async (tx) => {
    const row = await tx.session.findUnique({ where: { id: sessionId } });
    if (!row || row.endedAt) return;
    await tx.session.update({ where: { id: sessionId }, data: { endedAt: new Date(now()) } });
    const actor = `user:${row.userId}`;
    await tx.auditEntry.create({ data: { actor, action: 'signOut', address: row.address } });
  });
  remembered().delete(sessionId);
}

/** After a change of password or role: every browser of the user signs in anew. */
export async function endSessionsOf(tx: Transaction, userId: bigint): Promise<void> {
  await tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: new Date(resources().now()) } });
}

/** With a new password, too: a link that somebody else made in one's name signs nobody in any more. */
export async function endLinksOf(tx: Transaction, email: string): Promise<void> {
  await tx.signInLink.updateMany({ where: { email, usedAt: null }, data: { usedAt: new Date(resources().now()) } });
}

/** Once that is written: this process looks at once, the others within 5 s. */
export function forgetSessionsOf(userId: number): void {
  for (const [id, { user }] of remembered()) if (user?.userId === userId) remembered().delete(id);
}

/** One line in the audit for each sign-in. */
export async function auditSignIn(tx: Transaction, user: { id: bigint; email: string }, by: string, browser: Browser) {
  await audit(tx, { actor: signingIn(user, browser), action: 'signIn', details: { by } });
}

/** Somebody who has no session yet, for the audit. */
export function signingIn({ id, email }: { id: bigint; email: string }, { address }: Browser) {
  return { kind: 'user', userId: Number(id), sessionId: '', email, operator: false, address } satisfies Actor;
}
