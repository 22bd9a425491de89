/** What a report was made from, so that who signs it can ask further: data, method, prices, versions. */
import type { Advice } from '@/advisor/types';
import { formatDayYear, formatTime, formatZone } from '@/advisor/words/dates';
import { formatCount, formatList } from '@/advisor/words/format';
import { recordSentence } from '@/advisor/words/sentences';
import type { ReportDocument } from '../views/report';
import type { AppPart, ReportFacts } from './facts';

/** Versions of more apps than these are told by their number. */
const MOST_NAMED = 6;

export function madeFrom(facts: ReportFacts): ReportDocument['made'] {
  const { parts, zone, fromAt, toAt, headroomVersion } = facts;
  const advised = parts.flatMap(({ advice }) => (advice === null ? [] : [advice]));
  const offset = formatZone(toAt, zone);
  const time = (at: number) => `${formatDayYear(at, zone)}, ${formatTime(at, zone)}`;
  return [
    { name: 'Time', says: `${time(fromAt)} to ${time(toAt)}, ${zone}${offset === zone ? '' : ` (${offset})`}` },
    { name: 'Data', says: dataWords(parts, time) },
    { name: 'Late data', says: lateWords(parts) },
    { name: 'Signals', says: signalsWords(parts) },
    { name: 'Method', says: methodWords(advised) },
    { name: 'Prices', says: pricesWords(advised) },
    { name: 'Roadmaps', says: roadmapWords(parts) },
    { name: 'Versions', says: versionWords(parts, headroomVersion) },
  ].filter(({ says }) => says !== '');
}

function dataWords(parts: AppPart[], time: (at: number) => string): string {
  const newest = parts.flatMap(({ advice }) => advice?.newestAt ?? []);
  const silent = parts.filter(({ advice }) => advice?.newestAt == null).length;
  if (newest.length === 0) return 'nothing has arrived yet';
  const oldest = Math.min(...newest);
  const last = Math.max(...newest);
  const none = silent === 0 ? '' : `; nothing yet from ${formatCount(silent, 'app')}`;
  if (newest.length === 1 || last - oldest < 600_000) return `newest minute ${time(last)}${none}`;
  return `newest minutes from ${time(oldest)} to ${time(last)}${none}`;
}

function lateWords(parts: AppPart[]): string {
  const late = parts
    .flatMap(({ crossings }) => crossings)
    .filter((it) => it.revealedAt - it.openedAt > 3_600_000).length;
  return late === 0
    ? 'no crossing was found more than an hour late; data that arrive after this report are not in it'
    : `${formatCount(late, 'crossing')} ${late === 1 ? 'was' : 'were'} found more than an hour late; data that arrive after this report are not in it`;
}

function signalsWords(parts: AppPart[]): string {
  return listed(
    parts.flatMap(({ name, advice }) => {
      if (advice === null) return [];
      const have = advice.signals.filter(({ code }) => code === 'measured').length;
      const words = `${have} of ${advice.signals.length}`;
      return [parts.length === 1 ? words : `${name} ${words}`];
    }),
  );
}

function methodWords(all: Advice[]): string {
  const dated = all.find(({ dates }) => dates !== undefined)?.dates;
  const record = all.length === 1 && dated ? recordSentence(dated.record) : null;
  return [
    'load is the 95th percentile of hourly maxima of 7 days; headroom is demand fitted on load over 14 days, 80 % interval',
    dated === undefined
      ? 'no dates were forecast'
      : `dates are daily peaks drawn 1,000 times into the future, 80 % interval${record === null ? '' : ` (${record})`}`,
  ].join('; ');
}

function pricesWords(all: Advice[]): string {
  const lines = all.flatMap(({ estimate }) => [estimate.now, ...estimate.phases].flatMap((bill) => bill?.lines ?? []));
  const dates = [...new Set(lines.flatMap(({ priceDate }) => priceDate ?? []))].toSorted();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return 'none';
  const day = (text: string) => formatDayYear(Date.parse(`${text.slice(0, 10)}T00:00:00Z`));
  const stale = [...new Set(lines.filter((line) => line.stale).map(({ title }) => title))];
  const own = lines.some(({ ownPrice }) => ownPrice) ? '; the team’s own prices where it set them' : '';
  const old = stale.length === 0 ? '' : `; older than 180 days: ${formatList(stale.slice(0, MOST_NAMED))}`;
  return `lists of ${first === last ? day(first) : `${day(first)} to ${day(last)}`}${own}${old}`;
}

function roadmapWords(parts: AppPart[]): string {
  const all = [...new Set(parts.map(({ roadmap }) => `${roadmap.title}, version ${roadmap.version}`))];
  return listed(all);
}

function versionWords(parts: AppPart[], headroomVersion: string): string {
  const own = parts.flatMap(({ name, appVersion }) =>
    appVersion === null ? [] : [parts.length === 1 ? `the app ran ${appVersion}` : `${name} ran ${appVersion}`],
  );
  return [`Headroom ${headroomVersion}`, listed(own)].filter((part) => part !== '').join('; ');
}

function listed(items: string[]): string {
  const more = items.length - MOST_NAMED;
  return more > 0 ? `${items.slice(0, MOST_NAMED).join('; ')}; and ${more} more` : items.join('; ');
}
