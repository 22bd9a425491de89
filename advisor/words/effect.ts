/** Whether a finished step worked, in words: a change with its interval, or what was not seen, or why nobody can tell. */
import type { EffectFinding, SignalEffect, StepFinding } from '../types';
import { formatDay } from './dates';
import { formatCount, formatList } from './format';
import { signalWord } from './signals';
import type { Wording } from './wording';

type Change = Extract<SignalEffect, { code: 'change' }>;

/** "latency p95 −38 % at equal load (−45 to −29 %)"; without a capital and without a full stop. */
export function effectSentence(effect: EffectFinding, wording: Wording, titleOf: (stepId: string) => string): string {
  switch (effect.code) {
    case 'too-early':
      return `whether it worked can be told from ${formatDay(effect.readyAt, wording.zone, wording.nowAt)} on`;
    case 'short-history':
      return `whether it worked cannot be told: that takes ${effect.needDays} days before it, there are ${effect.haveDays}`;
    case 'measured': {
      const { steps, versions } = effect.togetherWith;
      const others = [...steps.map(titleOf), ...(versions.length === 0 ? [] : [releases(versions)])];
      const together = others.length === 0 ? '' : `; together with ${formatList(others)}`;
      return `${effect.signals.map(signalSentence).join('; ')}${together}`;
    }
  }
}

function signalSentence(effect: SignalEffect): string {
  const name = signalWord(effect.signal);
  if (effect.code === 'cannot-compare') return `${name} cannot be compared: ${WHY[effect.why]}`;
  const what = effect.of === 'misses' ? `misses behind ${name}` : effect.of === 'demand' ? `demand on ${name}` : name;
  const over = effect.byRoute === undefined ? '' : ` over ${formatCount(effect.byRoute.routes, 'route')}`;
  if (!effect.claimed) return `no effect on ${what}${over} beyond ±${beyond(effect)} %`;
  const found = `${what}${over} ${percent(effect.ratio)} at equal load (${percent(effect.low)} to ${percent(effect.high)})`;
  const named = effect.byRoute?.named.map(({ route, ratio }) => `${route} ${percent(ratio)}`) ?? [];
  return named.length === 0 || effect.byRoute?.routes === 1 ? found : `${found}, ${formatList(named)}`;
}

const WHY: Record<Extract<SignalEffect, { code: 'cannot-compare' }>['why'], string> = {
  'mix-of-requests': 'the step changes which requests arrive, and no routes are told',
  'too-many-routes': 'the step changes which requests arrive, and there are too many routes to compare',
  'no-equal-load': 'loads before and after hardly overlap',
  'too-few-hours': 'too few hours are known',
  'is-load': 'it is what load is measured by',
};

/** How many finished steps were compared and how many changed something, with what chance alone would give. */
export function effectsSummary(done: readonly StepFinding[]): string | null {
  const signals = done.flatMap(({ effect }) =>
    effect?.code === 'measured' ? effect.signals.filter((own): own is Change => own.code === 'change') : [],
  );
  if (signals.length === 0) return null;
  const claimed = signals.filter((own) => own.claimed).length;
  // Holm holds 5 % a step, so a step with any comparison counts once.
  const steps = done.filter(
    ({ effect }) => effect?.code === 'measured' && effect.signals.some(({ code }) => code === 'change'),
  ).length;
  const chance = Math.ceil(0.05 * steps);
  return `${formatCount(steps, 'finished step')} compared at equal load, ${formatCount(claimed, 'effect')} seen (0–${chance} of ${steps === 1 ? 'them' : 'these'} would be chance)`;
}

function releases(versions: readonly string[]): string {
  return versions.length === 1 ? `release ${versions[0]}` : `${versions.length} releases`;
}

/** The end of the interval that is further from no change, whole percent. */
const beyond = ({ low, high }: Change): number => Math.max(1, Math.ceil(100 * Math.max(1 - low, high - 1)));

/** "−38 %", "+4 %". */
function percent(ratio: number): string {
  const value = Math.round(100 * (ratio - 1));
  return `${value < 0 ? '−' : '+'}${Math.abs(value)} %`;
}
