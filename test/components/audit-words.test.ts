import { expect, it } from 'vitest';
import { actionWords } from '@/components/team/audit-words';

it.each([
  ['addPanel', 'panel added'],
  ['crossingOpened', 'crossing opened'],
  ['newReadToken', 'read token made'],
  ['removeCustomSignal', 'custom signal removed'],
  ['renameMe', 'own name changed'],
  ['setOwnPrice', 'own price set'],
])('%s reads %s', (action, words) => expect(actionWords(action)).toBe(words));

it('leaves a name it does not know as its words', () => expect(actionWords('somethingElse')).toBe('something else'));
