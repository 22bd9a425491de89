/** Why there is no number, and what each signal's headroom says in words. */
import type { SignalDefinition } from '@/catalogue/types';
import type { CannotTell, HeadroomFinding, SignalHeadroom } from '../types';
import { formatDay, formatSince } from './dates';
import { formatCount, formatMultiple, formatMultipleWithRange, formatNumber, formatValue } from './format';
import { isOrAre, itsOrTheir } from './names';
import { signalWord } from './signals';
import { fillsWords } from './storage';
import type { Wording } from './wording';

/** The clause after "because": no capital, no full stop. */
export function becauseOf(reason: CannotTell): string {
  switch (reason.code) {
    case 'no-data':
      return 'no data arrives for it';
    case 'learning-days':
      return reason.changedAt === undefined
        ? `it is still learning: ${soFar(reason)}`
        : `the app answers load otherwise since ${formatDay(reason.changedAt)}: ${soFar(reason)}`;
    case 'load-hardly-varied':
      return (
        `load only moved between ${formatNumber(reason.lowLoad)} and ${formatNumber(reason.highLoad)} ` +
        `in ${formatCount(reason.days, 'day')}; a load test or a busier week will tell`
      );
    case 'no-busy-days':
      return `only ${formatCount(reason.have, 'day')} of the last 14 came near today’s peak, ${reason.need} needed`;
    case 'too-uncertain':
      return (
        `its limit may lie anywhere from ${formatMultiple(reason.low)} to ${formatMultiple(reason.high)}; ` +
        'more days, or busier ones, will narrow it'
      );
    case 'maximum-instances-unknown': {
      const certain =
        reason.multipleAtSeen === null
          ? ''
          : `; at ${formatCount(reason.seen, 'instance')}, the most seen, ${formatMultiple(reason.multipleAtSeen)}`;
      return `instances grow with load and we do not know their maximum – set it in the deployment${certain}`;
    }
    case 'capacity-unknown':
      return `we do not know ${reason.what} – set it in the deployment`;
    case 'not-a-limit':
      return reason.why;
    case 'no-load':
      return 'neither users nor requests arrive to measure it against';
    case 'differs-by-time-of-day':
      return 'it answers differently by time of day';
    case 'not-fitted':
      return reason.why;
  }
}

/** Of the first two days hours are said: a day counts once half its hours are there. */
const HOURS_SAID = 48;

/** "19 hours of data, 5 days needed", "2 days of data, 5 needed". */
function soFar({ have, need, hours, changedAt }: Extract<CannotTell, { code: 'learning-days' }>): string {
  const since = changedAt === undefined ? '' : ' since';
  if (hours === 0) return `no whole hour with load yet, ${formatCount(need, 'day')} needed`;
  if (hours !== undefined && hours < HOURS_SAID)
    return `${formatCount(hours, 'hour')} of data${since}, ${formatCount(need, 'day')} needed`;
  if (have === 0) return `no whole day of data${since || ' yet'}, ${need} needed`;
  return `${formatCount(have, 'day')} of data${since}, ${need} needed`;
}

/** "cannot tell yet, because load only moved between 400 and 520 in 14 days; a load test or a busier week will tell". */
export const cannotTell = (reason: CannotTell): string => `cannot tell yet, because ${becauseOf(reason)}`;

/** The shorter form of the overview's column: "Load varied by only 9 % in 14 days." */
export function cannotTellShort(reason: CannotTell): string {
  switch (reason.code) {
    case 'load-hardly-varied': {
      const percent = Math.round((reason.highLoad / Math.max(reason.lowLoad, 1e-9) - 1) * 100);
      return `Load varied by only ${percent} % in ${formatCount(reason.days, 'day')}.`;
    }
    case 'learning-days':
      return `Still learning: ${soFar(reason)}.`;
    case 'no-data':
      return 'No signal with a limit is measured yet.';
    case 'maximum-instances-unknown':
      return 'Set the largest number of instances to get an answer.';
    case 'no-load':
      return 'Neither users nor requests arrive.';
    default:
      return `Cannot tell yet, because ${becauseOf(reason)}.`;
  }
}

/** One signal's headroom as a row says it, without its name. */
export function signalHeadroomSentence(
  headroom: SignalHeadroom,
  definitions: readonly SignalDefinition[],
  wording: Wording,
): string {
  switch (headroom.code) {
    case 'fits': {
      const now = demandOfLimit(headroom);
      const changed = headroom.changedAt === undefined ? [] : [`response changed on ${formatDay(headroom.changedAt)}`];
      const note = [...(headroom.note === undefined ? [] : [headroom.note]), ...changed]
        .map((it) => `; ${it}`)
        .join('');
      if (headroom.moreThan !== null) return `more than ${formatMultiple(headroom.moreThan)}, ${now}${note}`;
      const { multiple, range } = formatMultipleWithRange(headroom);
      return `${multiple}${range === null ? '' : ` (${range})`}, ${now}${note}`;
    }
    case 'crossed':
      return `past ${itsOrTheir(headroom.signal)} limit since ${formatSince(headroom.sinceAt, wording.nowAt, wording.zone)}`;
    case 'grows-with-time': {
      const { perDay, days, lowDays, highDays } = headroom;
      const range = `${roundDays(lowDays)}–${roundDays(highDays)}`;
      return `grows with time, not with load, by ${formatValue(perDay, 'bytes')} a day: full about ${formatCount(roundDays(days), 'day')} after a restart (${range})`;
    }
    case 'fills':
      return fillsWords(headroom, wording);
    case 'does-not-rise':
      if (headroom.signal.startsWith('latency.')) {
        return `hardly rises with load up to ${formatNumber(headroom.upToLoad)}, the most seen; a queue shows late`;
      }
      return `does not rise with load up to ${formatNumber(headroom.upToLoad)}, the most seen`;
    case 'cannot-tell': {
      const unit = definitions.find(({ id }) => id === headroom.signal)?.unit;
      return unit === undefined ? 'not a signal of this catalogue' : cannotTell(headroom.reason);
    }
  }
}

/** Where requests a second themselves would peak, and what that was read from; null where nothing is said. */
export function throughputSentence({ throughput }: HeadroomFinding): string | null {
  if (!throughput) return null;
  const { slow, days = 0 } = throughput;
  const where = throughput.of === 'one-instance' ? ' an instance' : '';
  const sentences: string[] = [];
  if (slow !== undefined) {
    sentences.push(
      `Mean response time would meet ${formatValue(slow.limitMs, 'ms')}, the limit of ${signalWord(slow.signal)}, at about ${rounded(slow.rate)} requests a second${where} (${rounded(slow.low)}–${rounded(slow.high)}).`,
    );
  }
  if (throughput.code === 'peaks') {
    const { load, low, high, by } = throughput;
    const unit = by === 'in-progress' ? '' : ' users';
    sentences.push(
      `Requests a second would peak at about ${rounded(load)}${unit}${where} (${rounded(low)}–${rounded(high)}) and fall beyond.`,
    );
  }
  if (sentences.length === 0) return null;
  const of = throughput.by === 'in-progress' ? 'requests in progress' : 'users and requests';
  return [...sentences, `By the Universal Scalability Law of ${of}, ${formatCount(days, 'day')}.`].join(' ');
}

/** "706 of 1,200 connections": demand in the busiest minutes of 7 days, of what the limit allows. */
export function demandOfLimit(headroom: Extract<SignalHeadroom, { code: 'fits' }>): string {
  const { demandNow, limitDemand, demandUnit } = headroom;
  if (demandUnit === 'bytes' || demandUnit === 'By') {
    return `${formatValue(demandNow, 'bytes')} of ${formatValue(limitDemand, 'bytes')}`;
  }
  return `${rounded(demandNow)} of ${formatValue(roundTo3(limitDemand), demandUnit)}`;
}

/** "706 of 1,200 connections in the busiest minutes of the last 7 days." for the second line. */
export function demandSentence(headroom: SignalHeadroom): string | null {
  if (headroom.code !== 'fits') return null;
  const when = headroom.signal.startsWith('latency.')
    ? 'slowest usual hour of the last 14 days'
    : 'busiest minutes of the last 7 days';
  return `${demandOfLimit(headroom)} in the ${when}`;
}

/** "latency p95 is past its limit since 09:10". */
export function pastLimit(signal: string, sinceAt: number, wording: Wording): string {
  const since = formatSince(sinceAt, wording.nowAt, wording.zone);
  return `${signalWord(signal)} ${isOrAre(signal)} past ${itsOrTheir(signal)} limit since ${since}`;
}

/** "1.7×" and "(1.4–2.1)" of an app's headroom; the interval null where there is none to say. */
export function multipleOf({ multiple, low, high }: HeadroomFinding): { big: string; interval: string | null } {
  const likely = multiple ?? Number.NaN;
  if (low === null || high === null) return { big: formatMultiple(likely), interval: null };
  const said = formatMultipleWithRange({ multiple: likely, low, high });
  return { big: said.multiple, interval: said.range === null ? null : `(${said.range})` };
}

/** Whole days; tenths below three. */
const roundDays = (days: number): number => (days < 3 ? Math.round(days * 10) / 10 : Math.round(days));

const roundTo3 = (value: number): number => Number(value.toPrecision(3));
const rounded = (value: number): string => formatNumber(roundTo3(value));
