/** Ratios: Σbad ÷ Σall over the window, widened until there are enough events (RULES 12.1). */
import { type JudgeInput, type KindJudge, known, unknown, widen, wilsonLower } from './verdict';

/** Events needed: five bad ones expected at the limit. */
const EXPECTED_BAD = 5;

export function judgeRatio({ threshold, columns, definition, window }: JudgeInput): KindJudge {
  const scale = definition === undefined || definition.unit === '%' ? 100 : 1;
  const down = threshold.worsens === 'down';
  // A low hit rate is a high miss rate: both directions are judged on the share that is bad.
  const limit = down ? 1 - threshold.limit / scale : threshold.limit / scale;
  const need = limit > 0 ? EXPECTED_BAD / limit : 1;
  const { bad, all } = sums(columns.numerator as Float64Array, columns.denominator as Float64Array, down);

  return (minute) => {
    const first = widen(minute, window, need, all);
    const n = (all[minute + 1] as number) - (all[first] as number);
    if (n < need - 1e-9) return unknown('too-few', { have: n, need });
    const hits = (bad[minute + 1] as number) - (bad[first] as number);
    const share = hits / n;
    const better = limit > 0 ? share < 0.9 * limit : hits <= 0;
    return known(wilsonLower(hits, n) > limit, better, scale * (down ? 1 - share : share));
  };
}

/** Running sums; entry i holds the minutes before i. */
function sums(numerator: Float64Array, denominator: Float64Array, down: boolean) {
  const bad = new Float64Array(denominator.length + 1);
  const all = new Float64Array(denominator.length + 1);
  for (let i = 0; i < denominator.length; i++) {
    const n = denominator[i] as number;
    const part = numerator[i] as number;
    const counts = n > 0 && Number.isFinite(part);
    bad[i + 1] = (bad[i] as number) + (counts ? (down ? n - part : part) : 0);
    all[i + 1] = (all[i] as number) + (counts ? n : 0);
  }
  return { bad, all };
}
