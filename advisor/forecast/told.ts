/** What pages are told of dates: the published ones, and over them the limits that are crossed now. */
import type { DateFinding, DateRecord, DatesFinding, FreshDates, HeadroomFinding, PublishedDate } from '../types';

const MOVES_SHOWN = 12;

export interface ToldInput {
  fresh: FreshDates;
  /** Those that stand, by what they are of. */
  standing: ReadonlyMap<string, PublishedDate>;
  /** All values of all dates, newest first. */
  published: readonly PublishedDate[];
  record: DateRecord;
  /** The roadmap's phases, to number the one that is dated. */
  phaseIds: readonly string[];
  signalOf(thresholdId: string): string | null;
}

export function datesTold({ fresh, standing, published, record, phaseIds, signalOf }: ToldInput): DatesFinding {
  const told = (what: string, now: DateFinding) => {
    const it = standing.get(what);
    // Nobody is told a day for what has come already.
    return { date: now.code === 'past' ? now : (it?.date ?? now), publishedAt: it?.publishedAt ?? null };
  };
  const of = (kind: string) => fresh.claims.filter(({ what }) => what.startsWith(kind));
  const first = of('first')[0];
  const phase = of('phase:')[0];
  return {
    dayAt: fresh.dayAt,
    first: told('first', first?.date ?? { code: 'cannot-tell', reason: { code: 'no-load' } }),
    limits: of('limit:').flatMap(({ what, date }) => {
      const thresholdId = what.slice('limit:'.length);
      const signal = signalOf(thresholdId);
      const [, last] = published.filter((it) => it.what === what);
      const before = last ? { date: last.date, publishedAt: last.publishedAt } : null;
      return signal === null ? [] : [{ thresholdId, signal, ...told(what, date), before }];
    }),
    phase:
      phase === undefined
        ? null
        : { phase: phaseIds.indexOf(phase.what.slice('phase:'.length)), ...told(phase.what, phase.date) },
    growth: fresh.growth,
    level: fresh.level,
    days: fresh.days,
    fan: fresh.fan,
    ...(fresh.holidays === undefined ? {} : { holidays: fresh.holidays }),
    record,
    moves: published
      .filter(({ what }) => what === 'first')
      .slice(0, MOVES_SHOWN)
      .map(({ publishedAt, date, moved, outcome }) => ({ publishedAt, date, moved, outcome }))
      .reverse(),
  };
}

/** A limit that is crossed now is past, whatever was told this morning; and no longer, once it is closed. */
export function datesNow(dates: DatesFinding | undefined, headroom: HeadroomFinding): DatesFinding | undefined {
  if (dates === undefined) return undefined;
  const crossed = new Map(
    headroom.bySignal.flatMap((own) => (own.code === 'crossed' ? [[own.thresholdId, own.sinceAt]] : [])),
  );
  const past = (sinceAt: number): DateFinding => ({ code: 'past', sinceAt });
  return {
    ...dates,
    first: headroom.code === 'crossed' ? { ...dates.first, date: past(headroom.sinceAt ?? dates.dayAt) } : dates.first,
    limits: dates.limits.map((it) => {
      const sinceAt = crossed.get(it.thresholdId);
      return sinceAt === undefined ? it : { ...it, date: past(sinceAt) };
    }),
  };
}
