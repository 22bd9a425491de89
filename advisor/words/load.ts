/** How large the load is, how it was found, and what measured users say of a ratio that stood for them. */
import type { LoadFinding, RatioFinding } from '../types';
import { formatCount, formatNumber } from './format';
import { usersOf } from './names';

/** "38,200 daily users, estimated from requests": the load and how it was found. */
export function loadSentence(load: LoadFinding): string {
  switch (load.code) {
    case 'load': {
      const users = load.population === null ? 'users' : usersOf(load.population);
      const least = load.atLeast ? 'at least ' : '';
      const how = load.quality === 'estimated' ? ', estimated from requests' : '';
      const learning = load.learning ? `, still learning: ${load.hours} of 120 hours` : '';
      return `${least}${formatNumber(Math.round(load.value))} ${users}${how}${learning}`;
    }
    case 'learning':
      return `still learning: ${formatCount(load.hours, 'hour')} of data, ${load.needHours} needed`;
    case 'no-load':
      return load.reason === 'no-data'
        ? 'no load arrived in the last 7 days'
        : 'no users metric arrives, and requests per user are not set';
  }
}

/** "users metric: 620 so far": both run for a week before measured users become the load; null otherwise. */
export function besideSentence(load: LoadFinding): string | null {
  if (load.code !== 'load' || load.ratio === undefined || load.ratio.settlesAt === null) return null;
  const { usersNow, hours } = load.ratio;
  return `users metric: ${formatNumber(Math.round(usersNow))} in ${formatCount(hours, 'hour')}, the load after 7 days`;
}

/** "Measured over 7 days: 2.4 requests of one user in a minute; set: 2." */
export function ratioSentence({ measured, low, high, varies, set, hours, enough }: RatioFinding): string {
  const own = set === null ? '' : `; set: ${ratioNumber(set)}`;
  if (!enough) {
    return `Measured so far: ${ratioNumber(measured)} in ${formatCount(hours, 'hour')}${own}. It is offered from 120 hours on.`;
  }
  const moves = varies
    ? ` Over the day it moves from ${ratioNumber(low)} to ${ratioNumber(high)}: users estimated by one number are as far off.`
    : '';
  return `Measured over 7 days: ${ratioNumber(measured)} requests of one user in a minute${own}.${moves}`;
}

/** As it is shown, and as it may be typed: three digits. */
export const ratioNumber = (ratio: number): string => String(Number(ratio.toPrecision(3)));
