/** The use-cases about people, each once with input that is right: a part of the table of roles.test.ts. */
import { randomUUID } from 'node:crypto';
import * as service from '@/service';
import type { Transaction } from '@/service/audit';
import { openSession } from '@/service/auth/sessions';
import type { Actor, Role } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, person } from './people';

/** A provider that the installation offers. */
export const CORP = {
  id: 'oidc',
  name: 'Corp',
  issuer: 'https://login.example.org',
  clientId: 'headroom',
  clientSecret: 'a secret of the client',
} as const;

type Calls = Record<string, (actor: Actor) => Promise<unknown>>;

export function peopleCalls(database: () => TestDatabase, actors: Map<Role | 'stranger', Actor>) {
  let people = 0;
  /** A viewer of the shop, to be changed or removed. */
  const newMember = async () => {
    const made = await person(database().prisma, `member-${people++}@example.org`, 'shop', 'viewer');
    return (made as Extract<Actor, { kind: 'user' }>).userId;
  };
  return {
    teamView: (actor) => service.teamView(actor, 'shop'),
    invite: (actor) => service.invite(actor, 'shop', { role: 'viewer' }),
    withdrawInvitation: async (actor) => {
      const { id } = await service.invite(HOST, 'shop', { role: 'viewer' });
      await service.withdrawInvitation(actor, 'shop', id);
    },
    changeRole: async (actor) => service.changeRole(actor, 'shop', { userId: await newMember(), role: 'editor' }),
    removeMember: async (actor) => service.removeMember(actor, 'shop', await newMember()),
    auditView: (actor) => service.auditView(actor, 'shop'),
    exportAudit: (actor) => service.exportAudit(actor, 'shop', 'csv'),
    account: (actor) => service.account(actor),
    renameMe: (actor) => service.renameMe(actor, 'Somebody'),
    endSessions: (actor) => service.endSessions({ ...actor, sessionId: randomUUID() } as Actor, 'others'),
    changePassword: async (actor) => {
      const { userId } = actor as Extract<Actor, { kind: 'user' }>;
      await database().prisma.user.updateMany({ where: { id: userId ?? 0 }, data: { passwordHash: null } });
      return service.changePassword(actor, { password: 'correct horse battery' }, { address: null, userAgent: null });
    },
    linkIdentity: async (actor) => {
      const { userId } = actor as Extract<Actor, { kind: 'user' }>;
      const open = (tx: Transaction) => openSession(tx, BigInt(userId), { address: null, userAgent: null });
      const sessionId = userId ? await database().prisma.$transaction(open) : '';
      await database().prisma.user.updateMany({ where: { id: userId ?? 0 }, data: { passwordHash: null } });
      const browser = { address: null, userAgent: null };
      return service.linkIdentity({ ...actor, sessionId } as Actor, { provider: 'oidc' }, browser);
    },
    unlinkIdentity: async (actor) => {
      const { userId } = actor as Extract<Actor, { kind: 'user' }>;
      await database().prisma.user.updateMany({ where: { id: userId ?? 0 }, data: { passwordHash: 'set' } });
      const row = { provider: 'github', subject: String(userId) };
      const email = 'somebody@example.org';
      if (userId) await database().prisma.identity.create({ data: { ...row, userId, email } });
      return service.unlinkIdentity(actor, row);
    },
    ownSignInLink: async (actor) => {
      const { userId } = actor as Extract<Actor, { kind: 'user' }>;
      const open = (tx: Transaction) => openSession(tx, BigInt(userId), { address: null, userAgent: null });
      const sessionId = userId ? await database().prisma.$transaction(open) : '';
      return service.ownSignInLink({ ...actor, sessionId } as Actor);
    },
    renameTeam: (actor) => service.renameTeam(actor, 'shop', 'Shop'),
    createTeam: (actor) => service.createTeam(actor, 'Another team'),
    leaveTeam: async (actor) => {
      await service.leaveTeam(actor, 'shop');
      const { userId } = actor as Extract<Actor, { kind: 'user' }>;
      const { id } = await database().prisma.team.findUniqueOrThrow({ where: { slug: 'shop' } });
      const role = [...actors].find(([, one]) => one === actor)?.[0] as Role;
      await database().prisma.membership.create({ data: { teamId: id, userId, role } });
    },
  } satisfies Calls;
}
