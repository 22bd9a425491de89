import { expect, it } from 'vitest';
import { actionWords, detailWords } from '@/components/team/audit-words';

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
    'opened at: 20 Nov, 18:47, to: editor, signals: 2',
  ));
