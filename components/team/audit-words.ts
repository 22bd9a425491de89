import { formatDayTime } from '@/advisor/words/dates';
import { formatBytes } from '@/advisor/words/format';

/** What the rule below would say wrong. */
const SAID: Record<string, string> = {
  applyTeam: 'settings applied from a file',
  changeRole: 'role changed',
  addHolidays: 'holidays added',
  confirmAddress: 'address confirmed',
  crossingNoLongerJudged: 'crossing no longer judged',
  eraseApp: 'deleted app erased for good',
  firstData: 'first data arrived',
  firstOperator: 'first operator signed in',
  invite: 'person invited',
  join: 'joined the team',
  leaveTeam: 'left the team',
  linkIdentity: 'way to sign in linked',
  newApiToken: 'API token made',
  newReadToken: 'read token made',
  newToken: 'token made',
  noteCrossing: 'note on a crossing',
  noteStep: 'note on a step',
  removeMember: 'person removed from the team',
  renameMe: 'own name changed',
  revokeApiToken: 'API token revoked',
  rotateKey: 'encryption key rotated',
  scheduledReport: 'scheduled report made',
  signIn: 'signed in',
  signOut: 'signed out',
  tickStep: 'step ticked',
  unlinkIdentity: 'way to sign in unlinked',
};

/** Of the verbs that service's names begin with: what has been done. */
const DONE: Record<string, string> = {
  add: 'added',
  arrange: 'arranged',
  change: 'changed',
  create: 'created',
  delete: 'deleted',
  end: 'ended',
  make: 'made',
  mark: 'marked',
  mute: 'muted',
  pause: 'paused or resumed',
  remove: 'removed',
  rename: 'renamed',
  resend: 'sent again',
  revoke: 'revoked',
  rotate: 'rotated',
  save: 'saved',
  schedule: 'scheduled',
  set: 'set',
  share: 'shared',
  test: 'tested',
  unmute: 'unmuted',
  withdraw: 'withdrawn',
};

/** "openedAt" → "opened at". */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** "addPanel" → "panel added"; "crossingOpened" → "crossing opened". */
export function actionWords(action: string): string {
  const said = SAID[action];
  if (said !== undefined) return said;
  const words = spaced(action).split(' ');
  const done = DONE[words[0] ?? ''];
  return done === undefined || words.length === 1 ? words.join(' ') : `${words.slice(1).join(' ')} ${done}`;
}

const WHO: Record<string, string> = {
  'system:worker': 'Headroom itself',
  'system:host': 'somebody on the host',
  'host:start': 'Headroom’s start',
  'host:sign-in-link': 'a link made on the host',
  'host:rotate-key': 'the key rotation on the host',
  'mail:sign-in-link': 'a mailed link',
};

/** "ada@example.com" as it is; "system:worker" → "Headroom itself". */
export function whoWords(who: string): string {
  const [kind, id] = who.split(':');
  if (kind === 'token') return `the team’s API token no. ${id}`;
  return WHO[who] ?? (kind === 'user' ? 'somebody who is gone' : who);
}

const MOST = 300;

/** What the rule below would say wrong. */
const KEYS: Record<string, string> = {
  byFile: 'by a file',
  hint: 'begins with',
  inHours: 'in hours',
  perUsd: 'per US dollar',
  self: 'Headroom’s own app',
  token: 'by API token no.',
};
const keyWords = (key: string): string =>
  KEYS[key] ??
  spaced(key)
    .replace(/(.) (?:id|bytes)$/, '$1')
    .replace(/ at$/, '');
/** A minute of the day, as notifications keep their quiet hours. */
const MINUTES = new Set(['quietFrom', 'quietTo']);
const two = (number: number): string => String(number).padStart(2, '0');

/**
 * { email, from: "viewer", to: "editor" } → "email: ada@example.com, from: viewer, to: editor"; what stands inside
 * something else in brackets after it; instants as clocks say.
 */
export function detailWords(details: Record<string, unknown>, zone: string): string {
  const text = entriesWords(details, zone);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

function entriesWords(details: object, zone: string): string {
  return Object.entries(details)
    .sort(([a], [b]) => Number(b === 'from') - Number(a === 'from'))
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => (value === true ? keyWords(key) : `${keyWords(key)}: ${valueWords(key, value, zone)}`))
    .join(', ');
}

function valueWords(key: string, value: unknown, zone: string): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && /Bytes$/.test(key)) return formatBytes(value);
  if (typeof value === 'number' && MINUTES.has(key)) return `${two(Math.floor(value / 60))}:${two(value % 60)}`;
  if (/(?:At|Until|^at)$/.test(key)) {
    const at = typeof value === 'number' ? value : Date.parse(String(value));
    if (!Number.isNaN(at)) return formatDayTime(at, zone);
  }
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((it) => valueWords('', it, zone)).join(' and ');
  if (typeof value !== 'object') return String(value);
  // Evidence says itself in a sentence; the figures behind it stand in the export.
  if ('says' in value && typeof value.says === 'string') return `“${value.says}”`;
  const inside = entriesWords(value, zone);
  return inside === '' ? 'none' : `(${inside})`;
}
