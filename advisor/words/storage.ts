/** Disks and the database on them, as people say them: how full, how fast, until when. */
import type { DatabaseFinding, DiskFinding, GrowthFinding, SignalHeadroom } from '../types';
import { formatBytes, formatCount } from './format';
import { dateSentence } from './when';
import type { Wording } from './wording';

/** "61 GiB of 100 GiB on db-1 /data, 512 MiB more a day (…): at its limit about 14 Jan (…), full about 3 Feb (…)". */
export function fillsWords(own: Extract<SignalHeadroom, { code: 'fills' }>, wording: Wording): string {
  const where = own.disk === null ? '' : ` on ${own.disk}`;
  const limit = `at its limit ${dateSentence(own.date, wording)}`;
  return `${partOf(own)}${where}, ${growthWords(own.growth)}: ${limit}, full ${dateSentence(own.full, wording)}`;
}

/** "61 GiB of 100 GiB, 512 MiB more a day (…): full about 3 Feb (20 Jan–1 Mar)". */
export function diskSentence(disk: DiskFinding, wording: Wording): string {
  const { growth, full } = disk;
  const until = growth.code === 'learning-days' ? '' : `: full ${dateSentence(full, wording)}`;
  return `${partOf(disk)}, ${growthWords(growth)}${until}`;
}

/** "512 MiB more a day (480–560 MiB, 28 days)"; "no growth to tell from none"; "growth is known after 21 days, 3 so far". */
export function growthWords(growth: GrowthFinding): string {
  if (growth.code === 'learning-days')
    return `growth is known after ${formatCount(growth.need, 'whole day')}, ${growth.have} so far`;
  const { days, low, high } = growth;
  if (growth.code === 'grows') {
    const [likely, from, to] = [growth.perDay, low, high].map(formatBytes);
    const range = from === to || from === likely ? '' : `${from}–${to}, `;
    return `${likely} more a day (${range}${formatCount(days, 'day')})`;
  }
  const most = Math.max(Math.abs(low), Math.abs(high));
  return most < 1 ? `no growth in ${formatCount(days, 'day')}` : `no growth beyond ±${formatBytes(most)} a day`;
}

/** What is known of the database, a sentence each. */
export function databaseSentences({ bytes, growth, inSixMonths, workingSet }: DatabaseFinding): string[] {
  const later =
    inSixMonths === null
      ? ''
      : `; in six months about ${formatBytes(inSixMonths.likely)} (${formatBytes(inSixMonths.low)}–${formatBytes(inSixMonths.high)})`;
  const { atMostBytes, from, hitRate } = workingSet;
  const why =
    from === 'own-cache'
      ? 'its cache had room left all week'
      : 'the whole of it; how much of that is used is not known';
  const hits =
    hitRate === null
      ? 'How many reads its own cache answers is not known.'
      : `Its own cache answered ${percent(hitRate)} % of the reads of 7 days.`;
  return [
    `${formatBytes(bytes)}, ${growthWords(growth)}${later}.`,
    `Working set: at most ${formatBytes(atMostBytes)}, ${why}. ${hits}`,
  ];
}

const partOf = ({ usedBytes, sizeBytes }: Pick<DiskFinding, 'usedBytes' | 'sizeBytes'>): string =>
  `${formatBytes(usedBytes)} of ${formatBytes(sizeBytes)}`;

/** Never a round 100 where something was missed. */
function percent(share: number): string {
  const shown = Number((100 * share).toPrecision(3));
  return String(shown === 100 && share < 1 ? 99.9 : shown);
}
