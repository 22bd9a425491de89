/** One claim against the advice of its moment: null where it holds, else what Headroom says instead. */
import type { Roadmap } from '@/catalogue/types';
import { type Advice, type CrossingFacts, MINUTE_MS, type StepFinding } from '../types';
import { writeMinutes } from './cursor';
import type { Claim, Episode, Expected } from './types';
import { START_AT } from './values';

type Of<Kind extends Claim['kind']> = Extract<Claim, { kind: Kind }>;

export function failureOf(claim: Claim, advice: Advice, roadmap: Roadmap): string | null {
  const said = says(claim, advice, roadmap);
  return said.holds ? null : said.got;
}

interface Said {
  holds: boolean;
  got: string;
}

function says(claim: Claim, advice: Advice, roadmap: Roadmap): Said {
  switch (claim.kind) {
    case 'load':
      return saysLoad(claim, advice);
    case 'phase':
      return saysPhase(claim, advice, roadmap);
    case 'level': {
      const got = advice.dates?.level?.code ?? 'none';
      return { holds: got === claim.code, got };
    }
    case 'effect':
      return saysEffect(claim, advice);
    case 'architecture': {
      const got = roadmap.phases[advice.position.architecturePhase]?.id ?? 'none';
      return { holds: got === claim.phase.id, got };
    }
    case 'threshold':
      return saysThreshold(claim, advice);
    case 'crossings':
      return saysCrossings(claim, advice);
    case 'headroom':
      return saysHeadroom(claim, advice);
    case 'limit':
      return saysLimit(claim, advice);
    case 'step':
      return saysStep(claim, advice);
    case 'order':
      return saysOrder(claim, advice);
    case 'next': {
      const open = advice.checklist.open.slice(0, claim.steps.length).map(({ stepId }) => stepId);
      return { holds: claim.steps.every(({ id }, i) => open[i] === id), got: open.join(', ') || 'no open step' };
    }
    case 'date':
      return saysDate(claim, advice);
    case 'forecast':
      return saysForecast(claim, advice);
  }
}

const fits = (expected: Expected | null, value: number | null): boolean =>
  expected === null || (value !== null && value >= expected.low - 1e-9 && value <= expected.high + 1e-9);

/** Four digits are enough to see by how much it is missed. */
const shown = (value: number | null): string => (value === null ? 'no value' : String(Number(value.toPrecision(4))));

const minuteOf = (at: number): number => Math.round((at - START_AT) / MINUTE_MS);
const time = (at: number): string => writeMinutes(minuteOf(at));

function saysLoad({ code, value, learning }: Of<'load'>, { load }: Advice): Said {
  if (load.code !== 'load') return { holds: load.code === code, got: load.code };
  const marked = learning === null || load.learning === learning;
  const got = `${shown(load.value)} ${load.learning ? 'learning' : 'settled'}`;
  return { holds: code === 'load' && fits(value, load.value) && marked, got };
}

function saysPhase({ phase, reason }: Of<'phase'>, { position }: Advice, roadmap: Roadmap): Said {
  if (position.code === 'cannot-tell') {
    const holds = phase === null && (reason === null || reason === position.reason);
    return { holds, got: `cannot-tell ${position.reason}` };
  }
  const got = roadmap.phases[position.loadPhase]?.id ?? 'none';
  return { holds: phase?.id === got, got };
}

function saysThreshold(claim: Of<'threshold'>, advice: Advice): Said {
  const status = advice.thresholds.find(({ threshold }) => threshold.id === claim.threshold.id);
  if (status === undefined) return { holds: claim.code === 'absent', got: 'absent: it does not hold in this phase' };
  const value = 'value' in status ? status.value : null;
  const { limit } = status.threshold;
  const crossing = status.code === 'crossed' ? status.crossing : null;
  const holds =
    status.code === claim.code &&
    fits(claim.value, value) &&
    fits(claim.limit, limit) &&
    (claim.sinceMinute === null || (crossing !== null && minuteOf(crossing.openedAt) === claim.sinceMinute)) &&
    fits(claim.worst, claim.worst === null ? null : (crossing?.worstValue ?? null));
  const extra = crossing === null ? '' : ` since ${time(crossing.openedAt)} worst ${shown(crossing.worstValue)}`;
  const need = status.code === 'too-few' ? ` (${status.have} of ${status.need})` : '';
  return {
    holds,
    got: `${status.code}${value === null ? '' : ` ${shown(value)}`}${need}${extra} limit ${shown(limit)}`,
  };
}

function saysCrossings({ threshold, episodes }: Of<'crossings'>, { crossings }: Advice): Said {
  const found = crossings
    .filter(({ thresholdId }) => thresholdId === threshold.id)
    .sort((a, b) => a.openedAt - b.openedAt);
  const got = found.map(episodeText).join(', ') || 'none';
  return { holds: got === (episodes.map(writeEpisode).join(', ') || 'none'), got };
}

const episodeText = ({ openedAt, closedAt, state }: CrossingFacts): string =>
  writeEpisode({
    openedMinute: minuteOf(openedAt),
    closedMinute: closedAt === null ? null : minuteOf(closedAt),
    state,
  });

const writeEpisode = ({ openedMinute, closedMinute, state }: Episode): string =>
  `${writeMinutes(openedMinute)}-${closedMinute === null ? '' : writeMinutes(closedMinute)} ${state}`;

function saysHeadroom(claim: Of<'headroom'>, { headroom }: Advice): Said {
  const { code, multiple, first, reason } = headroom;
  const holds =
    code === claim.code &&
    fits(claim.value, multiple) &&
    (claim.reason === null || claim.reason === reason?.code) &&
    (claim.first.length === 0 ||
      sameNames(
        claim.first.map(({ id }) => id),
        first,
      ));
  const parts = [
    code === 'multiple' ? '' : code,
    multiple === null ? '' : shown(multiple),
    reason?.code ?? '',
    first.length > 0 ? `first ${first.join(', ')}` : '',
  ];
  return { holds, got: parts.filter((part) => part !== '').join(' ') };
}

function sameNames(a: string[], b: string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}

function saysLimit(claim: Of<'limit'>, { headroom }: Advice): Said {
  const own = headroom.bySignal.find(({ thresholdId }) => thresholdId === claim.threshold.id);
  if (own === undefined) return { holds: false, got: 'absent: it does not hold in this phase' };
  const more = own.code === 'fits' && own.moreThan !== null;
  const code = more ? 'more-than' : own.code;
  const value = own.code === 'fits' ? (own.moreThan ?? own.multiple) : null;
  const reason = own.code === 'cannot-tell' ? own.reason.code : null;
  const holds = code === claim.code && fits(claim.value, value) && (claim.reason === null || claim.reason === reason);
  const parts = [code === 'fits' ? '' : code, value === null ? '' : shown(value), reason ?? ''];
  return { holds, got: parts.filter((part) => part !== '').join(' ') };
}

function allSteps({ checklist }: Advice): StepFinding[] {
  return [...checklist.open, ...checklist.done, ...checklist.wont, ...checklist.helpful];
}

function saysStep({ step, status, urgency, by }: Of<'step'>, advice: Advice): Said {
  const found = allSteps(advice).find(({ stepId }) => stepId === step.id);
  if (found === undefined) return { holds: status === 'absent', got: 'absent: not on the checklist yet' };
  const holds =
    found.status === status && (urgency === null || found.urgency === urgency) && (by === null || found.by === by);
  return { holds, got: `${found.status} urgency ${found.urgency}${found.by === null ? '' : ` by ${found.by}`}` };
}

function saysOrder({ steps }: Of<'order'>, { checklist }: Advice): Said {
  const wanted = steps.map(({ id }) => id);
  const found = [...checklist.open, ...checklist.helpful]
    .map(({ stepId }) => stepId)
    .filter((id) => wanted.includes(id));
  const missing = wanted.filter((id) => !found.includes(id)).map((id) => `${id} is not open`);
  return { holds: found.join() === wanted.join(), got: [...found, ...missing].join(', ') };
}

function saysDate({ of, step, fromMinute, toMinute }: Of<'date'>, advice: Advice): Said {
  const found = allSteps(advice).find(({ stepId }) => stepId === step.id);
  const at = of === 'due' ? found?.dueAt : found?.safeAt;
  if (at == null) return { holds: fromMinute === null && found !== undefined, got: 'none' };
  const minute = minuteOf(at);
  const holds = fromMinute !== null && toMinute !== null && minute >= fromMinute && minute <= toMinute;
  return { holds, got: time(at) };
}

/** The likely day of a date, the early one of a "not before". */
function saysForecast({ of, code, fromMinute, toMinute }: Of<'forecast'>, { dates }: Advice): Said {
  const found =
    of === 'first'
      ? dates?.first
      : of === 'phase'
        ? dates?.phase
        : dates?.limits.find(({ thresholdId }) => thresholdId === of.id);
  if (!found) return { holds: false, got: 'no date' };
  const { date } = found;
  const at = date.code === 'date' ? date.likelyAt : date.code === 'not-before' ? date.earlyAt : null;
  const inside = fromMinute === null || (at !== null && minuteOf(at) >= fromMinute && minuteOf(at) <= (toMinute ?? 0));
  const why = date.code === 'cannot-tell' ? ` ${date.reason.code}` : '';
  return {
    holds: date.code === code && inside,
    got: `${date.code === 'date' ? '' : `${date.code}${why} `}${at === null ? '' : time(at)}`.trim(),
  };
}

function saysEffect({ step, signal, code, value, reason }: Of<'effect'>, advice: Advice): Said {
  const effect = allSteps(advice).find(({ stepId }) => stepId === step.id)?.effect;
  if (!effect) return { holds: false, got: 'no effect: not a finished step of the checklist that relieves something' };
  if (effect.code !== 'measured') return { holds: effect.code === code, got: effect.code };
  const found = effect.signals.find((own) => own.signal === signal?.id);
  if (!found) return { holds: false, got: `measured on ${effect.signals.map((own) => own.signal).join(', ')}` };
  if (found.code === 'cannot-compare') {
    const holds = code === found.code && (reason === null || reason === found.why);
    return { holds, got: `${found.code} ${found.why}` };
  }
  const got = `${found.claimed ? '' : 'none '}${shown(found.low)} ${shown(found.ratio)} ${shown(found.high)}`;
  if (!found.claimed) return { holds: code === 'none', got };
  return { holds: code === 'change' && fits(value, found.ratio), got };
}
