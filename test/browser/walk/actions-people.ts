/** The server actions of sign-in, account and team: a part of the table of actions.ts. */
import { type ActionLine, form, type Table } from './line';

const BEFORE = { savedAt: null, error: null };
const password = 'correct horse battery';

const onTeam = (
  verb: ActionLine['verb'],
  fields: (ids: Parameters<ActionLine['args']>[0]) => Parameters<typeof form>[0],
  more: Partial<ActionLine> = {},
): ActionLine => ({ verb, args: (ids) => [ids.team, BEFORE, form(fields(ids))], ...more });

export const actionsOfPeople: Table<ActionLine> = {
  'app/account/actions.ts#changePassword': {
    verb: 'changePassword',
    spare: true,
    args: () => [BEFORE, form({ now: '', password })],
  },
  'app/account/actions.ts#endSessions': [
    { verb: 'endSessions', spare: true, args: () => [BEFORE, form({ which: 'others' })] },
    {
      verb: 'endSessions',
      fresh: async (make, { member }, userId) => ({ session: await make.session(userId || member) }),
      args: ({ session }) => [BEFORE, form({ which: session })],
      personal: true,
    },
  ],
  'app/account/actions.ts#makeLink': { verb: 'ownSignInLink', args: () => [BEFORE, form({})] },
  'app/account/actions.ts#rename': { verb: 'renameMe', args: () => [BEFORE, form({ name: 'Somebody' })] },
  'app/account/actions.ts#tie': {
    verb: 'linkIdentity',
    // No provider is set here.
    done: 'invalid',
    args: () => [BEFORE, form({ provider: 'oidc', now: '' })],
  },
  'app/account/actions.ts#unlink': {
    verb: 'unlinkIdentity',
    fresh: async (make, { member }, userId) => ({ identity: await make.identity(userId || member) }),
    args: ({ identity }) => [BEFORE, form({ provider: 'github', subject: identity })],
    personal: true,
  },
  'app/join/actions.ts#join': {
    verb: 'viewer',
    // Who is in the team already keeps their role, and the link stays.
    done: 'invalid',
    fresh: (make) => make.invitation(),
    args: ({ join }) => [BEFORE, form({ link: join })],
    spare: true,
    keys: ['join'],
  },
  'app/join/actions.ts#joinNew': {
    verb: 'anybody',
    fresh: (make) => make.invitation(),
    args: ({ join }) => [
      BEFORE,
      form({ link: join, email: `new-${Math.random().toString(36).slice(2)}@example.org`, password }),
    ],
    spare: true,
    keys: ['join'],
  },
  'app/sign-in/actions.ts#mailLink': {
    verb: 'anybody',
    args: () => [BEFORE, form({ email: `somebody-${Math.random().toString(36).slice(2)}@example.org` })],
  },
  'app/sign-in/actions.ts#redeemSignInLink': {
    verb: 'anybody',
    says: 'invalid',
    args: () => [BEFORE, form({ link: 'no-such-link', password })],
  },
  'app/sign-in/actions.ts#signInWithPassword': {
    verb: 'anybody',
    says: 'invalid',
    args: () => [BEFORE, form({ email: 'nobody@example.org', password })],
  },
  // Ends on the sign-in page, whoever asks.
  'app/sign-in/actions.ts#signOut': { verb: 'anybody', says: 'shut', spare: true, args: () => [] },
  'app/teams/[team]/actions.ts#addHoliday': onTeam('addHolidays', () => ({ name: 'Christmas', from: '2026-12-24' })),
  'app/teams/[team]/actions.ts#importHolidays': onTeam('addHolidays', () => ({
    file: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Sale\nDTSTART:20261127\nEND:VEVENT',
  })),
  'app/teams/[team]/actions.ts#removeHoliday': onTeam(
    'removeHoliday',
    ({ holiday }) => ({ name: holiday, from: '2026-12-24' }),
    { fresh: async (make) => ({ holiday: await make.holiday() }) },
  ),
  'app/teams/[team]/actions.ts#changeRole': onTeam('changeRole', ({ member }) => ({ userId: member, role: 'editor' })),
  'app/teams/[team]/actions.ts#invite': onTeam('invite', () => ({ role: 'viewer', email: '' })),
  'app/teams/[team]/actions.ts#leave': onTeam('leaveTeam', () => ({}), { spare: true }),
  'app/teams/[team]/actions.ts#remove': onTeam('removeMember', ({ member }) => ({ userId: member }), {
    fresh: async (make) => ({ member: await make.member() }),
  }),
  'app/teams/[team]/actions.ts#rename': onTeam('renameTeam', () => ({ name: 'Quokka team' })),
  'app/teams/[team]/actions.ts#setZone': onTeam('setTimeZone', () => ({ zone: 'Europe/Berlin' })),
  'app/teams/[team]/actions.ts#withdraw': onTeam('withdrawInvitation', ({ invitation }) => ({ id: invitation }), {
    fresh: (make) => make.invitation(),
  }),
  'app/teams/[team]/notifications/actions.ts#addChannel': onTeam('addChannel', () => ({
    kind: 'email',
    name: `Another ${Math.random().toString(36).slice(2)}`,
    to: 'team@example.org',
    event: ['crossing.opened'],
  })),
  'app/teams/[team]/notifications/actions.ts#changeChannel': [
    onTeam('testChannel', ({ channel }) => ({ id: channel, do: 'test' })),
    onTeam('pauseChannel', ({ channel }) => ({ id: channel, do: 'pause' })),
    onTeam('removeChannel', ({ channel }) => ({ id: channel, do: 'remove' }), {
      fresh: async (make) => ({ channel: await make.channel() }),
    }),
  ],
  'app/teams/[team]/notifications/actions.ts#choose': onTeam('setMyNotifications', () => ({ event: ['report.ready'] })),
  'app/teams/[team]/notifications/actions.ts#editChannel': onTeam('changeChannel', ({ channel }) => ({
    id: channel,
    name: `Changed ${Math.random().toString(36).slice(2)}`,
    event: ['crossing.opened'],
  })),
  'app/teams/[team]/notifications/actions.ts#resend': onTeam('resendMessage', ({ message }) => ({ id: message }), {
    fresh: async (make, { channel }) => ({ message: await make.message(channel) }),
  }),
  'app/teams/[team]/tokens/actions.ts#makeApiToken': onTeam('newApiToken', () => ({
    label: 'walked',
    scope: ['read'],
  })),
  'app/teams/[team]/tokens/actions.ts#revokeApiToken': onTeam('revokeApiToken', ({ apiToken }) => ({ id: apiToken }), {
    fresh: async (make, _ids, userId) => ({ apiToken: await make.apiToken(userId || undefined) }),
  }),
  'app/teams/new/actions.ts#create': { verb: 'createTeam', args: () => [BEFORE, form({ name: 'A further team' })] },
};
