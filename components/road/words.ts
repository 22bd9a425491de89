/** Short sentences around the road. */
import { formatCount, formatNumber } from '@/advisor/words/format';
import type { Population } from '@/catalogue/types';
import type { Missing, RoadData } from './road-data';

export const POPULATION_WORDS: Record<Population, string> = {
  concurrent: 'concurrent users',
  daily: 'daily users',
  monthly: 'monthly users',
  registered: 'registered users',
};

export function loadWord(estimated: boolean): string {
  return estimated ? 'load today, estimated' : 'load today';
}

/** How the two positions stand to each other and when load enters the next phase; null where there is nothing to say. */
export function aheadWords(road: RoadData): string | null {
  const parts = [loadWords(road), openWords(road)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

function loadWords(road: RoadData): string | null {
  const there = road.load ? road.phases[road.load.place.phase] : undefined;
  if (road.ahead <= 0 || !there) return road.enters;
  return `load is in ${there.title}, ${road.ahead === 1 ? 'one phase' : `${road.ahead} phases`} ahead`;
}

function openWords(road: RoadData): string | null {
  const here = road.phases[road.architecture.place.phase];
  if (!here || road.openSteps === 0) return null;
  return `${formatCount(road.openSteps, 'step')} of ${here.title} ${road.openSteps === 1 ? 'is' : 'are'} still open`;
}

/** Why there is no load marker, and what would bring it. */
export function missingWords(missing: Missing): { title: string; more: string } {
  switch (missing.code) {
    case 'ask-population':
      return {
        title: 'Which users does your metric count?',
        more: 'The roadmap cuts its phases by one kind of users. Say which one your app sends, and its place on the road appears. Headroom does not wait for it.',
      };
    case 'population-differs':
      return {
        title: `Cannot tell the phase: this roadmap counts ${POPULATION_WORDS[missing.roadmap]}, your app sends ${POPULATION_WORDS[missing.app]}.`,
        more: 'Set your ratio of peak concurrent to daily users in the settings, and load finds its place. Headroom does not wait for it.',
      };
    case 'learning':
      return {
        title: `Still learning: ${formatCount(missing.hours, 'hour')} of data, ${missing.need} needed.`,
        more: 'Load is the 95th percentile of hourly peaks, so it takes a day before its place on the road is worth drawing.',
      };
    case 'no-users-metric':
      return {
        title: 'No number of users yet.',
        more: 'Send a users metric, or set how many requests a user makes per minute: load is then estimated from requests and says so.',
      };
    case 'no-data':
      return { title: 'No data yet.', more: 'The load marker appears with the first hours of telemetry.' };
  }
}

/** The road in one sentence, for those who do not see it. */
export function roadSummary(road: RoadData): string {
  const there = road.load ? road.phases[road.load.place.phase] : undefined;
  const here = road.phases[road.architecture.place.phase];
  const parts = [
    `Road of ${road.phases.length} phases`,
    there && road.load ? `load ${formatNumber(road.load.value)} is in ${there.title}` : 'load has no place yet',
    here
      ? `architecture is in ${here.title} with ${road.architecture.done} of ${road.architecture.total} steps done`
      : '',
    road.limit ? `the first limit is at ${formatNumber(road.limit.load)}` : '',
  ];
  return parts.filter(Boolean).join('; ');
}
