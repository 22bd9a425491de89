/** The first lines of an app's page: headroom in large type, and where load and architecture stand. */
import type { Roadmap } from '@/catalogue/types';
import { type FillingDisk, fillsFirst } from '../storage/first';
import type { Advice, HeadroomFinding, LoadFinding, PositionFinding, SignalFinding } from '../types';
import { cannotTell, demandSentence, multipleOf, pastLimit } from './because';
import { formatCount, formatMultiple, formatNumber, formatTimeLeft } from './format';
import {
  asSentence,
  bothSignals,
  eitherSignal,
  isOrAre,
  phaseInWords,
  phaseWithRange,
  shortPhase,
  usersOf,
} from './names';
import { signalWord } from './signals';
import { type DateParts, dateParts, growthSentence, levelSentence, phaseEntrySentence, whyNoDate } from './when';
import type { Wording } from './wording';

/** Parts that a page sets in different sizes; `plain` is the whole line. */
export interface AppHeadline {
  /** "1.7×"; null where there is no number to set large. */
  big: string | null;
  /** "(1.4–2.1)". */
  interval: string | null;
  /** "database connections first, of 6 limits seen". */
  text: string;
  /** "about 14 Mar" and "(20 Feb–30 Apr)"; null where there is no date. */
  date: DateParts | null;
  plain: string;
  tone: 'number' | 'bad' | 'quiet';
}

/** The first line of `/apps/[app]`. Null advice: nobody has looked yet. */
export function appHeadline(advice: Advice | null, wording: Wording): AppHeadline {
  if (advice === null || advice.newestAt === null) return quiet('waiting for the first data point');
  const fills = advice.headroom.code === 'crossed' ? null : fillsFirst(advice);
  if (fills !== null) return fillsHeadline(fills, wording);
  const line = { ...headroomHeadline(advice.headroom, wording), date: null };
  const date = line.big === null || advice.dates === undefined ? null : dateParts(advice.dates.first.date, wording);
  if (date === null) return line;
  const words = `${date.lead}${date.rest === '' ? '' : ` ${date.rest}`}`;
  return { ...line, date, plain: `${line.plain} – ${words}` };
}

/** Where a disk is at its limit before load meets one: the time that is left, large. */
function fillsHeadline({ signal, date, disk }: FillingDisk, wording: Wording): AppHeadline {
  const left = Math.max(0, date.code === 'date' ? date.likelyAt - wording.nowAt : 0);
  const big = formatTimeLeft(left);
  const text = `${eitherSignal([signal])} first${disk === null ? '' : ` (${disk})`}, whatever load does`;
  const day = dateParts(date, wording);
  const when = day === null ? '' : ` – ${day.lead}${day.rest === '' ? '' : ` ${day.rest}`}`;
  return { big, interval: null, text, date: day, plain: `${big} – ${text}${when}`, tone: 'number' };
}

/** What the headline leaves to the line below it: "load itself: 1.9× (1.8–2.1) – … – about 18 Jan (…)". */
function loadItself(advice: Advice, wording: Wording): string | null {
  if (advice.headroom.code === 'crossed' || fillsFirst(advice) === null) return null;
  const { plain } = headroomHeadline(advice.headroom, wording);
  const day = advice.dates === undefined ? null : dateParts(advice.dates.first.date, wording);
  return `load itself: ${plain}${day === null ? '' : `, ${day.lead}${day.rest === '' ? '' : ` ${day.rest}`}`}`;
}

/** The same from a stored headroom alone, without its date. */
export function headroomHeadline(headroom: HeadroomFinding, wording: Wording): Omit<AppHeadline, 'date'> {
  const { code, multiple, first, seen } = headroom;
  const ofSeen = `of ${formatCount(seen, 'limit')} seen`;
  const firstOf = `${eitherSignal(first)} first, ${ofSeen}`;
  switch (code) {
    case 'multiple':
    case 'at-most': {
      const { big, interval } = multipleOf(headroom);
      const line = `${big}${interval === null ? '' : ` ${interval}`} – ${firstOf}`;
      if (code === 'multiple') return { big, interval, text: firstOf, plain: line, tone: 'number' };
      return { big: `≤ ${big}`, interval, text: firstOf, plain: `at most ${line}`, tone: 'number' };
    }
    case 'more-than': {
      const cap = formatMultiple(multiple ?? Number.NaN);
      const text = `no limit nearer than that, ${ofSeen}`;
      return { big: `> ${cap}`, interval: null, text, plain: `more than ${cap} – ${text}`, tone: 'number' };
    }
    case 'crossed': {
      const text =
        headroom.sinceAt === null || first[0] === undefined
          ? 'a limit is crossed now'
          : pastLimit(first[0], headroom.sinceAt, wording);
      const more = first.length > 1 ? `; ${first.slice(1).map(signalWord).join(', ')} too` : '';
      return { big: null, interval: null, text: text + more, plain: text + more, tone: 'bad' };
    }
    case 'at-limit': {
      const { big, interval } = multipleOf(headroom);
      const text = `${eitherSignal(first)} ${first.length === 1 ? isOrAre(first[0] as string) : 'is'} at the limit, ${ofSeen}`;
      return { big, interval, text, plain: `${big} – ${text}`, tone: 'bad' };
    }
    case 'cannot-tell':
      return quiet(headroom.reason === null ? 'cannot tell yet' : cannotTell(headroom.reason));
  }
}

function quiet(text: string): AppHeadline {
  return { big: null, interval: null, text, date: null, plain: text, tone: 'quiet' };
}

/** The second line where no road says the positions: what the first rests on, then position with what comes. */
export function appSubline(advice: Advice, roadmap: Roadmap, wording: Wording): string {
  return sentences([
    loadItself(advice, wording),
    demandOfFirst(advice),
    advice.dates === undefined ? null : growthSentence(advice.dates),
    advice.dates === undefined ? null : levelSentence(advice.dates),
    positionSentence(advice.position, roadmap, advice.load, advice.signals),
    phaseEntrySentence(advice.dates, roadmap.phases, wording),
    noDate(advice),
    notMeasured(advice.headroom),
  ]);
}

/** What the first line rests on: demand of the first limit, growth, then what is not known. */
export function appReason(advice: Advice, wording: Wording): string {
  return sentences([
    loadItself(advice, wording),
    demandOfFirst(advice),
    advice.dates === undefined ? null : growthSentence(advice.dates),
    advice.dates === undefined ? null : levelSentence(advice.dates),
    noDate(advice),
    notMeasured(advice.headroom),
  ]);
}

function demandOfFirst({ headroom }: Advice): string | null {
  const first = headroom.bySignal.find(({ signal, code }) => code === 'fits' && headroom.first[0] === signal);
  return first === undefined ? null : demandSentence(first);
}

const sentences = (parts: (string | null)[]): string =>
  parts
    .filter((part): part is string => part !== null)
    .map(asSentence)
    .join(' ');

/** Why the headline has a multiple and no date; null where it has one, or where both lack for one reason. */
function noDate({ dates, headroom }: Advice): string | null {
  const date = dates?.first.date;
  if (headroom.multiple === null || date?.code !== 'cannot-tell') return null;
  return `no date yet, because ${whyNoDate(date.reason)}`;
}

/** "open sockets and memory are not measured"; null where all limits are. */
export function notMeasured({ notMeasured: missing }: Pick<HeadroomFinding, 'notMeasured'>): string | null {
  if (missing.length === 0) return null;
  const one = missing[0] as string;
  return `${bothSignals(missing)} ${missing.length === 1 ? isOrAre(one) : 'are'} not measured`;
}

/** "load is in Phase 1, 0–50K users; architecture 3 of 8 steps", or why the load's phase cannot be told. */
export function positionSentence(
  position: PositionFinding,
  roadmap: Roadmap,
  load: LoadFinding,
  signals: readonly SignalFinding[] = [],
): string {
  const architecture = architectureWords(position);
  if (position.code === 'cannot-tell') {
    const why = whyNoPhase(position, load, signals);
    return why.endsWith('?') ? `${why} ${asSentence(architecture).slice(0, -1)}` : `${why}; ${architecture}`;
  }
  const phase = roadmap.phases[position.loadPhase];
  const built = roadmap.phases[position.architecturePhase];
  if (phase === undefined || built === undefined) return architecture;
  const hole = position.inHole ? `, past its ${formatNumber(phase.to ?? phase.from)}` : '';
  const learning = load.code === 'load' && !load.learning ? '' : ' (still learning)';
  const ahead = position.loadPhase - position.architecturePhase;
  const sure = position.probability === null ? '' : `, P = ${Math.round(100 * position.probability)} %`;
  const place = `load is in ${phaseWithRange(phase)}${hole}${sure}${learning}`;
  if (ahead === 0) return `${place}; ${architecture}`;
  if (ahead < 0) return `${place}; architecture is in ${phaseInWords(built)}, ${stepsDone(position)} steps`;
  const open = formatCount(position.openStepsOfArchitecturePhase, 'step');
  return `${place}, ${ahead === 1 ? 'one' : ahead} ahead of the architecture: ${open} of ${phaseInWords(built)} open`;
}

/** "Phase 2, one ahead" for a narrow column; null where the load's phase cannot be told. */
export function positionShort(position: PositionFinding, roadmap: Roadmap): string | null {
  if (position.code !== 'position') return null;
  const phase = roadmap.phases[position.loadPhase];
  if (phase === undefined) return null;
  const ahead = position.loadPhase - position.architecturePhase;
  if (ahead > 0) return `${shortPhase(phase)}, ${ahead === 1 ? 'one' : ahead} ahead`;
  return `${shortPhase(phase)} of ${roadmap.phases.length}`;
}

function architectureWords(position: PositionFinding): string {
  return `architecture ${stepsDone(position)} steps`;
}

function stepsDone({ requiredDone, requiredTotal, architecturePhase }: PositionFinding): string {
  return `${requiredDone[architecturePhase] ?? 0} of ${requiredTotal[architecturePhase] ?? 0}`;
}

function whyNoPhase(
  position: Extract<PositionFinding, { code: 'cannot-tell' }>,
  load: LoadFinding,
  signals: readonly SignalFinding[],
): string {
  switch (position.reason) {
    case 'population-not-said':
      return populationQuestion(signals);
    case 'population-differs': {
      const app = position.appUnit === null ? 'other users' : `${position.appUnit} ones`;
      return `cannot tell: this roadmap counts ${usersOf(position.roadmapUnit)}, your app sends ${app}`;
    }
    case 'learning':
      return load.code === 'learning'
        ? `still learning: ${formatCount(load.hours, 'hour')} of data, ${load.needHours} needed`
        : 'still learning';
    case 'no-load':
      return load.code === 'no-load' && load.reason === 'no-data'
        ? 'cannot tell: no load arrived in the last 7 days'
        : 'cannot tell: no users metric arrives, and requests per user are not set';
  }
}

/** The question that one click answers; names the metric that the app really sends. */
export function populationQuestion(signals: readonly SignalFinding[]): string {
  const users = signals.find(({ signal }) => signal === 'users.active');
  const metric = users !== undefined && users.code !== 'missing' ? users.use.metrics[0] : undefined;
  if (users !== undefined && users.code !== 'missing' && users.use.quality === 'estimated') {
    return 'cannot tell: do the estimated users stand for concurrent or daily users?';
  }
  return `cannot tell: does \`${metric ?? 'app.users.active'}\` count concurrent or daily users?`;
}
