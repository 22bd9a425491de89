/** `headroom gate`: whether a deployment pipeline may go on. */
import { type Answers, ask, CannotAsk } from './ask';
import type { Options, Said } from './verb';

type Headroom = Answers['headroom'];
/** 0 it may, 1 it may not, 2 nobody can tell; and why. */
type Verdict = { code: 0 | 1 | 2; says: string };

/** Silence longer than this is no ground to let a deployment through. */
const SILENT_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

export async function gate(app: string, given: Options): Promise<Said> {
  const [least, days] = [wanted(given, 'min-headroom'), wanted(given, 'min-days')];
  if (least === null && days === null)
    throw new CannotAsk('How much? headroom gate APP --min-headroom 1.5, or --min-days 21, or both');
  const it = await ask<Headroom>('GET', `/apps/${encodeURIComponent(app)}/headroom`);
  const verdicts = judged(it, least, days, Date.now());
  const worst = [1, 2, 0].find((code) => verdicts.some((each) => each.code === code)) ?? 2;
  const said = verdicts.filter(({ code }) => code === worst).map(({ says }) => says);
  // The multiple says nothing of a disk: who asked for it alone should know.
  const unasked =
    it.disk !== null && days === null
      ? [`A disk is at its limit first, ${it.disk.sentence}: --min-days N asks for that.`]
      : [];
  const step = it.disk?.step ? [`To do about the disk: ${it.disk.step}.`] : [];
  return {
    code: worst,
    lines: [`${app}: ${said.join('; ')}. ${it.sentence}.`, ...unasked, ...step],
    json: { ...it, gate: { minHeadroom: least, minDays: days, passed: worst === 0, code: worst } },
  };
}

function wanted(given: Options, name: 'min-headroom' | 'min-days'): number | null {
  const text = given[name];
  if (text === undefined) return null;
  if (!(Number(text) > 0 && Number.isFinite(Number(text))))
    throw new CannotAsk(`--${name} "${text}" is no number above 0: headroom gate APP --min-headroom 1.5 --min-days 21`);
  return Number(text);
}

/** @param nowAt milliseconds since 1970 */
export function judged(it: Headroom, least: number | null, days: number | null, nowAt: number): Verdict[] {
  const silent = it.newestAt === null || nowAt - Date.parse(it.newestAt) > SILENT_MS;
  if (silent) return [{ code: 2, says: `cannot tell, no data since ${it.newestAt ?? 'ever'}` }];
  return [
    ...(least === null ? [] : [byMultiple(it, least)]),
    ...(days === null ? [] : [...(it.disk ? [byDay(it.disk, days, 'a disk', nowAt)] : []), byLoad(it, days, nowAt)]),
  ];
}

/** The multiple itself is compared; where Headroom says "at most", only "too little" can be told by it. */
function byMultiple({ code, multiple }: Headroom, least: number): Verdict {
  const less: Verdict = { code: 1, says: `less than ${least}×` };
  const untold: Verdict = { code: 2, says: `cannot tell whether ${least}×` };
  if (code === 'crossed') return less;
  if (multiple === null) return untold;
  // "More than 1.3×" is no answer to 1.5.
  if (multiple < least) return code === 'more-than' ? untold : less;
  return code === 'at-most' ? untold : { code: 0, says: `at least ${least}×` };
}

function byLoad(it: Headroom, days: number, nowAt: number): Verdict {
  if (it.code === 'crossed') return { code: 1, says: 'a limit is crossed now' };
  return it.date === null
    ? { code: 2, says: 'cannot tell when load meets a limit' }
    : byDay(it.date, days, 'load', nowAt);
}

/** The likely day is compared; "not before" a day tells what comes before it alone. */
function byDay(date: NonNullable<Headroom['date']>, days: number, what: string, nowAt: number): Verdict {
  const left = (time: string | null) => (time === null ? 0 : (Date.parse(time) - nowAt) / DAY_MS);
  const enough: Verdict = { code: 0, says: `${what} leaves at least ${days} days` };
  const untold: Verdict = { code: 2, says: `cannot tell whether ${what} leaves ${days} days` };
  switch (date.code) {
    case 'date':
      return left(date.likelyAt) >= days ? enough : { code: 1, says: `${what} leaves less than ${days} days` };
    case 'not-before':
      return left(date.earlyAt) >= days ? enough : untold;
    case 'not-within':
      return left(date.horizonAt) >= days ? enough : untold;
    case 'past':
      return { code: 1, says: `${what} is at a limit now` };
    case 'cannot-tell':
      return untold;
  }
}
