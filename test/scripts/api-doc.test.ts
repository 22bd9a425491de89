/** docs/api.md compares what the pages do with what the API does: this makes the table, and finds what is in neither. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { operations } from '@/service/api/operations';
import { actions } from '../browser/walk/actions';

/** Why no token may do it: what is one person's own, and what is beyond one team. */
const PAGES_ONLY: Record<string, string> = {
  account: 'one’s own account',
  changePassword: 'one’s own account',
  endSessions: 'one’s own account',
  linkIdentity: 'one’s own account',
  leaveTeam: 'one’s own account',
  ownSignInLink: 'one’s own account',
  renameMe: 'one’s own account',
  unlinkIdentity: 'one’s own account',
  setMyNotifications: 'one’s own e-mail',
  anybody: 'signing in',
  viewer: 'who is signed in',
  newApiToken: 'a token makes no token',
  revokeApiToken: 'a token makes no token',
  createTeam: 'a token is good for one team',
  setLimits: 'the installation’s operator',
};

function table(): string[] {
  const pages = new Map<string, { by: Set<string>; only: Map<string, string> }>();
  for (const [name, lines] of Object.entries(actions)) {
    const page = name.replace(/^app\/?/, '').replace(/\/?actions\.ts#.*$/, '') || 'everywhere';
    const row = pages.get(page) ?? { by: new Set(), only: new Map() };
    pages.set(page, row);
    for (const { verb } of [lines].flat()) {
      const same = operations.filter((it) => it.verb === verb && it.method !== 'get').map(({ id }) => id);
      const reason = PAGES_ONLY[verb];
      if (reason === undefined) expect([name, verb, same]).not.toEqual([name, verb, []]);
      for (const id of same) row.by.add(id);
      if (reason !== undefined) row.only.set(name.split('#')[1] ?? '', reason);
    }
  }
  return [...pages]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([page, { by, only }]) => {
      const kept = [...only].map(([name, reason]) => `${name} (${reason})`);
      return `| \`/${page === 'everywhere' ? '' : page}\` | ${[...by].sort().join(', ') || '–'} | ${kept.join(', ') || '–'} |`;
    });
}

test('what a page changes, an operation changes too, or docs/api.md says why not', async () => {
  const text = await readFile('docs/api.md', 'utf8');
  expect(text.split('\n').filter((line) => line.startsWith('| `/'))).toEqual(table());
});
