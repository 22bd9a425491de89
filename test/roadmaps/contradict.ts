/** The contrary of a claim, so that a rule's file can be seen to fail. */
import type { Claim, Expected } from '@/advisor/roadmap-test/types';

const away = (value: Expected): Expected => ({ text: 'away', low: value.high + 1, high: value.high + 2 });

export function contradict(claim: Claim): Claim {
  switch (claim.kind) {
    case 'load':
      if (claim.learning !== null) return { ...claim, learning: !claim.learning };
      return claim.value === null ? { ...claim, code: 'load' } : { ...claim, value: away(claim.value) };
    case 'phase':
      return claim.phase === null
        ? { ...claim, phase: { id: 'small', column: 1 } }
        : {
            ...claim,
            phase: { id: claim.phase.id === 'large' ? 'small' : 'large', column: 1 },
            ...(isBuiltIn(claim.phase.id) && { phase: { id: 'global-scale', column: 1 } }),
          };
    case 'effect':
      if (claim.value !== null) return { ...claim, value: away(claim.value) };
      return { ...claim, code: claim.code === 'too-early' ? 'short-history' : 'too-early' };
    case 'level':
      return { kind: 'level', code: claim.code === 'none' ? 'shifted' : 'none' };
    case 'architecture':
      return {
        ...claim,
        phase: {
          id: isBuiltIn(claim.phase.id) ? 'global-scale' : claim.phase.id === 'large' ? 'small' : 'large',
          column: 1,
        },
      };
    case 'threshold':
      if (claim.sinceMinute !== null) return { ...claim, sinceMinute: claim.sinceMinute + 1 };
      if (claim.value !== null) return { ...claim, value: away(claim.value) };
      return { ...claim, code: claim.code === 'no-data' ? 'no-traffic' : 'no-data' };
    case 'crossings':
      return {
        ...claim,
        episodes: [...claim.episodes, { openedMinute: 1, closedMinute: 2, state: 'recovered' }],
      };
    case 'headroom':
    case 'limit':
      return claim.value === null
        ? { ...claim, code: claim.code === 'crossed' ? 'cannot-tell' : 'crossed' }
        : { ...claim, value: away(claim.value) };
    case 'step':
      return { ...claim, status: claim.status === 'open' ? 'done' : 'open' };
    case 'order':
    case 'next':
      return {
        ...claim,
        steps: [...claim.steps].reverse().concat(claim.steps.length === 1 ? [{ id: 'rate-limiting', column: 1 }] : []),
      };
    case 'date':
      return { ...claim, fromMinute: 1, toMinute: 2 };
    case 'forecast':
      return claim.fromMinute === null
        ? { ...claim, code: claim.code === 'past' ? 'cannot-tell' : 'past' }
        : { ...claim, fromMinute: 1, toMinute: 2 };
  }
}

const isBuiltIn = (phase: string): boolean => !['small', 'middle', 'large'].includes(phase);
