import { expect, it } from 'vitest';
import { actionWords, detailWords, whoWords } from '@/components/team/audit-words';

it.each([
  ['addPanel', 'panel added'],
  ['crossingOpened', 'crossing opened'],
  ['newReadToken', 'read token made'],
  ['removeCustomSignal', 'custom signal removed'],
  ['renameMe', 'own name changed'],
  ['setOwnPrice', 'own price set'],
])('%s reads %s', (action, words) => expect(actionWords(action)).toBe(words));

it('leaves a name it does not know as its words', () => expect(actionWords('somethingElse')).toBe('something else'));

it('says instants by the clock of the page', () =>
  expect(detailWords({ openedAt: Date.UTC(2026, 10, 20, 18, 47), to: 'editor', signals: 2 }, 'UTC')).toBe(
    'opened: 20 Nov, 18:47, to: editor, signals: 2',
  ));

it.each([
  [
    { from: { id: 'a', version: 1 }, to: { id: 'b', version: 2 } },
    'from: (id: a, version: 1), to: (id: b, version: 2)',
  ],
  [
    { stepId: 'database-indexes', evidence: { window: 1_440, held: true } },
    'step: database-indexes, evidence: (window: 1440, held)',
  ],
  [
    { events: ['crossing.opened', 'report.ready'], quietFrom: 1_320, quietTo: 390, zone: null },
    'events: crossing.opened and report.ready, quiet from: 22:00, quiet to: 06:30, zone: none',
  ],
  [{ to: { instances: { min: 1, max: 4 } } }, 'to: (instances: (min: 1, max: 4))'],
  [{ to: { perInstance: { memoryBytes: 2 ** 32 } } }, 'to: (per instance: (memory: 4 GiB))'],
  [{ evidence: { code: 'proved', says: 'Two live instances.', needHours: 20 } }, 'evidence: “Two live instances.”'],
  [{ to: {} }, 'to: none'],
  [{ paused: false, id: 3 }, 'paused: no, id: 3'],
  [{ self: true }, 'Headroom’s own app'],
  [{ version: '1', at: '2026-11-20T18:47:00.000Z' }, 'version: 1, at: 20 Nov, 18:47'],
])('says what stands inside in words: %j', (details, words) => expect(detailWords(details, 'UTC')).toBe(words));

it.each([
  ['system:worker', 'Headroom itself'],
  ['host:start', 'Headroom’s start'],
  ['token:7', 'the team’s API token no. 7'],
  ['user:9', 'somebody who is gone'],
  ['ada@example.com', 'ada@example.com'],
])('%s is called %s', (who, words) => expect(whoWords(who)).toBe(words));
