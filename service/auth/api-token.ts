/** Who comes with an API token. A look is remembered for 5 seconds: a revoked token ends everywhere within that time. */
import { waitFor } from '../budgets';
import { resources } from '../resources';
import { roleOfScope } from '../scopes';
import { sha256 } from '../secrets';
import type { Scope } from '../views/actor';
import type { Actor, Role } from '../views/views';

const CACHE_MS = 5_000;
const CACHE_ENTRIES = 10_000;
/** A use is written down when the last one is older than this. */
const NOTE_MS = 5 * 60_000;
/** Of one token. */
const REQUESTS = { burst: 120, aSecond: 10 };

type TokenActor = Exclude<Actor, { kind: 'system' }>;
interface Known {
  actor: TokenActor | null;
  checkedAt: number;
  endsAt: number;
}

declare global {
  // Routes are separate bundles of one process: they must share what they remember.
  var headroomApiTokens: Map<string, Known> | undefined;
}

function shared() {
  globalThis.headroomApiTokens ??= new Map();
  return globalThis.headroomApiTokens;
}

/** Null: it was never made, was revoked, has ended, or its person is gone. */
export async function tokenActor(token: string, address: string | null): Promise<TokenActor | null> {
  if (!/^hra_[\w-]{43}$/.test(token)) return null;
  const { now } = resources();
  const known = shared();
  const hash = sha256(token);
  const key = Buffer.from(hash).toString('base64');
  let found = known.get(key);
  if (!found || now() - found.checkedAt >= CACHE_MS) {
    if (known.size >= CACHE_ENTRIES) known.clear();
    found = await look(hash);
    known.set(key, found);
  }
  return found.actor && found.endsAt > now() ? { ...found.actor, address } : null;
}

async function look(hash: Uint8Array<ArrayBuffer>): Promise<Known> {
  const { prisma, now } = resources();
  const checkedAt = now();
  const nobody = { actor: null, checkedAt, endsAt: 0 };
  const row = await prisma.apiToken.findUnique({ where: { hash }, include: { user: { select: { email: true } } } });
  const endsAt = row?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (!row || row.revokedAt !== null || endsAt <= checkedAt) return nobody;
  if (row.lastUsedAt === null || checkedAt - row.lastUsedAt.getTime() > NOTE_MS)
    await prisma.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(checkedAt) } });
  const scopes = row.scopes as Scope[];
  const grant = { tokenId: Number(row.id), teamId: Number(row.teamId), scopes };
  const actor: TokenActor =
    row.userId === null
      ? { kind: 'team', label: row.label, role: roleOf(scopes), address: null, grant }
      : {
          kind: 'user',
          userId: Number(row.userId),
          sessionId: '',
          email: row.user?.email ?? '',
          operator: false,
          address: null,
          grant,
        };
  return { actor, checkedAt, endsAt };
}

function roleOf(scopes: Scope[]): Role {
  const roles = scopes.map((scope) => roleOfScope[scope]);
  return (['admin', 'manager', 'editor'] as const).find((role) => roles.includes(role)) ?? 'viewer';
}

/** Takes one request of the token's budget. @returns seconds to wait, 0 where there is room */
export function waitOf({ grant }: Pick<TokenActor, 'grant'>): number {
  return grant ? waitFor([{ key: `token:${grant.tokenId}`, ...REQUESTS }], resources().now()) : 0;
}
