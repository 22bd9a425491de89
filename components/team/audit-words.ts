import { formatDayTime } from '@/advisor/words/dates';

/** What the rule below would say wrong. */
const SAID: Record<string, string> = {
  applyTeam: 'settings applied from a file',
  changeRole: 'role changed',
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

const MOST = 300;

/** { email, from: "viewer", to: "editor" } → "email: ada@example.com, from: viewer, to: editor"; instants as clocks say. */
export function detailWords(details: Record<string, unknown>, zone: string): string {
  const said = (key: string, value: unknown) => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' && key.endsWith('At') ? formatDayTime(value, zone) : JSON.stringify(value);
  };
  const text = Object.entries(details)
    .map(([key, value]) => `${spaced(key)}: ${said(key, value)}`)
    .join(', ');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
