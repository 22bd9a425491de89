/**
 * Signed-in browsers. The cookie's JWT names a Session row; the row decides. A look at it is
 * remembered for 5 seconds, so an ended session ends everywhere within that time.
 */
import { randomUUID } from 'node:crypto';
import { usersActive } from '@/telemetry/index';
import { audit, type Transaction } from '../audit';
import { resources } from '../resources';
import type { Actor } from '../views';

export const SESSION_DAYS = 30;
export const CACHE_MS = 5_000;
const CACHE_ENTRIES = 10_000;

export type SessionUser = Omit<Extract<Actor, { kind: 'user' }>, 'address'>;
export interface Browser {
  address: string | null;
  userAgent: string | null;
}

declare global {
  // Pages and API routes are separate bundles of one process: they must share what they remember.
  var headroomSessions: Map<string, { user: SessionUser | null; checkedAt: number }> | undefined;
}

declare global {
  /** When each user last used a session in this process; Headroom's own load. */
  var headroomSeenUsers: Map<number, number> | undefined;
}
const DAY_MS = 86_400_000;

function seen(userId: number, at: number): void {
  if (!globalThis.headroomSeenUsers) {
    const users = new Map<number, number>();
    globalThis.headroomSeenUsers = users;
    usersActive.observe(() => {
      for (const [id, lastAt] of users) if (resources().now() - lastAt > DAY_MS) users.delete(id);
      return users.size;
    });
  }
  globalThis.headroomSeenUsers.set(userId, at);
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
      expiresAt: new Date(at + SESSION_DAYS * 86_400_000),
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
  if (user) seen(user.userId, now());
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
  const { id, email, operator } = row.user;
  return { kind: 'user', userId: Number(id), sessionId, email, operator };
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

/** After a password change: every browser of the user signs in anew. */
export async function endSessionsOf(tx: Transaction, userId: bigint): Promise<void> {
  await tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: new Date(resources().now()) } });
}

/** One line in the audit for each sign-in. */
export async function auditSignIn(tx: Transaction, user: { id: bigint; email: string }, by: string, browser: Browser) {
  const { address } = browser;
  const actor: Actor = {
    kind: 'user',
    userId: Number(user.id),
    sessionId: '',
    email: user.email,
    operator: false,
    address,
  };
  await audit(tx, { actor, action: 'signIn', details: { by } });
}
