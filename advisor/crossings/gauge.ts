/** Everything judged on its merged value: every minute of the window has to exceed (RULES 12.1). */

import { MINUTE_MS, MinuteState } from '../types';
import { type JudgeInput, type KindJudge, known, unknown } from './verdict';

/** Share of the window's points that must be there. */
const PRESENT = 0.8;
/** Best value of a percentage: where a low-is-bad limit's margin is measured to. */
const BEST_PERCENT = 100;

export function judgeGauge({ threshold, columns, definition, window }: JudgeInput): KindJudge {
  const { limit } = threshold;
  const down = threshold.worsens === 'down';
  const percent = definition === undefined || definition.unit === '%';
  const exceeds = (value: number) => (down ? value < limit : value > limit);
  const closeAt = down ? limit + 0.1 * (percent ? BEST_PERCENT - limit : Math.abs(limit)) : 0.9 * limit;
  const isBetter = (value: number) => (down ? value > closeAt : limit === 0 ? value <= 0 : value < closeAt);
  const intervalMinutes = Math.max(1, (columns.recipe?.intervalMs ?? MINUTE_MS) / MINUTE_MS);
  const need = Math.max(1, Math.ceil((PRESENT * window) / intervalMinutes - 1e-9));

  return (minute) => {
    let have = 0;
    let expected = 0;
    let received = 0;
    let allExceed = true;
    let allBetter = true;
    let value = Number.NaN;
    for (let i = Math.max(0, minute - window + 1); i <= minute; i++) {
      expected += columns.expected[i] ?? 0;
      received += columns.received[i] ?? 0;
      const here = columns.value[i] as number;
      if (columns.state[i] !== MinuteState.value || Number.isNaN(here)) continue;
      have++;
      value = here;
      allExceed &&= exceeds(here);
      allBetter &&= isBetter(here);
    }
    const present = expected === 0 || received >= PRESENT * expected;
    if (have < need || !present)
      return unknown('too-few', {
        value,
        have: have < need ? have : received,
        need: have < need ? need : PRESENT * expected,
      });
    return known(allExceed, allBetter, value);
  };
}
