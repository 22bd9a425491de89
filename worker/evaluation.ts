/**
 * Which apps are evaluated when: those that changed, and every app once a minute while there is time for that. Beyond
 * it an app rests between two evaluations, and is watched meanwhile: what cannot wait goes before all others.
 */
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { evaluateDuration } from '@/telemetry/index';
import type { ListedApp } from './apps';
import type { AppDerived } from './derivation';

export interface EvaluationOptions {
  /** All of these apps or, where it throws, none. `touchedFromAt`: see evaluateApps. */
  evaluate: (apps: { appId: number; touchedFromAt?: number | undefined }[], nowAt: number) => Promise<unknown>;
  /** Which of these apps want evaluating at once; without it, each waits for its turn. */
  watch?: {
    turned(apps: { appId: number; fromAt: number }[], nowAt: number): Promise<number[]>;
    keepOnly(appIds: ReadonlySet<number>): void;
    /** Its last evaluation found no crossing open; so watching alone tells what cannot wait. */
    isCalm(appId: number): boolean;
    /** What became of this app is not known: it is judged as if it were new here. */
    forget(appId: number): void;
  };
  /** Milliseconds since 1970. */
  now: () => number;
  report: (error: unknown, what: string) => void;
}

export interface Evaluation {
  /** New signals of an app: to be evaluated. */
  derived(appId: number, derived: AppDerived): void;
  /** Some hours of an app may have been derived, others not. */
  failed(appId: number): void;
  /** Forgets all other apps: another worker has them. */
  keepOnly(appIds: ReadonlySet<number>): void;
  /** Finds those that cannot wait. */
  watch(apps: ListedApp[]): Promise<void>;
  /** Evaluates those whose turn it is, within a second. */
  turn(apps: ListedApp[]): Promise<void>;
  apps(): number;
}

/**
 * Evaluation has this long a tick. An app rests this many times of what its last one took, and of what a round of all
 * apps takes, so that a fleet takes a tenth of a core: a few hundred apps are evaluated each minute, in a large fleet
 * young ones every five minutes, those with an open crossing or without new points every quarter of an hour and the
 * others every half an hour. Watching tells which of them cannot wait.
 */
const EVALUATE_MS = 1_000;
const REST_FACTOR = 15;
const ROUND_FACTOR = 10;
const MOST_REST_MS = 15 * MINUTE_MS;
const MOST_CALM_REST_MS = 30 * MINUTE_MS;
/** A young app rests for a part of what others do. */
const YOUNG_SHARE = 1 / 4;
const MOST_YOUNG_REST_MS = 5 * MINUTE_MS;
/** With a newest point so old an app may have stopped sending. */
const SILENT_MS = 5 * MINUTE_MS;
const YOUNG_MS = HOUR_MS;
/** For this part of its rest an app waits until there are as many as go together. */
const PATIENCE = 1 / 10;
/** So many share a transaction, which keeps their rows from people's changes meanwhile. */
const EVALUATED_AT_ONCE = 12;
/** Apps whose turn is far off are watched with each derivation of a large fleet: so long a tick, so many at once. */
const WATCH_MS = 2_000;
const WATCHED_AT_ONCE = 64;
const WATCH_EVERY_MS = 45_000;
/** So long an app whose points wait to be derived is not looked at: it would seem to have stopped sending. */
const UNREAD_MS = 10 * MINUTE_MS;
/** Points older than this say nothing of the present. */
const PRESENT_MS = 10 * MINUTE_MS;

interface AppWork {
  /** Oldest hour derived since the last complete evaluation. */
  touchedFromAt: number | null;
  /** Hours were left over at the last claim. */
  behind: boolean;
  changed: boolean;
  /** The newest point that was derived (ms). */
  newestAt: number;
  /** Oldest minute derived since it was evaluated or watched; null: none. */
  unwatchedFromAt: number | null;
  watchedAt: number;
  /** A crossing of it turns: goes before all others. */
  urgent: boolean;
  evaluatedAt: number;
  restUntil: number;
  /** How long that was, at the least. */
  restMs: number;
  /** Until then it rests where its points go on coming. */
  calmUntil: number;
}

interface Due {
  id: number;
  isYoung: boolean;
  mine: AppWork;
}

/** `isUnread`: whether points of an app wait to be derived. */
export function evaluation(options: EvaluationOptions, isUnread: (appId: number) => boolean): Evaluation {
  const { now, report } = options;
  const work = new Map<number, AppWork>();
  const beganAt = now();
  /** Of an evaluation, smoothed. */
  let usualMs = 0;

  const workOf = (appId: number): AppWork => {
    let mine = work.get(appId);
    if (!mine) {
      mine = {
        touchedFromAt: null,
        behind: false,
        changed: false,
        newestAt: Number.NEGATIVE_INFINITY,
        unwatchedFromAt: null,
        watchedAt: Number.NEGATIVE_INFINITY,
        urgent: false,
        evaluatedAt: Number.NEGATIVE_INFINITY,
        restUntil: 0,
        restMs: 0,
        calmUntil: 0,
      };
      work.set(appId, mine);
    }
    return mine;
  };

  function derived(appId: number, { hours, newestAt, touchedAt, left }: AppDerived): void {
    const mine = workOf(appId);
    mine.behind = left;
    mine.newestAt = Math.max(mine.newestAt, newestAt ?? mine.newestAt);
    // The past alone, as somebody's backfill brings it hour by hour, waits for the app's next minute.
    mine.changed ||= hours.length > 0 && newestAt !== null && newestAt >= now() - PRESENT_MS;
    mine.touchedFromAt = Math.min(mine.touchedFromAt ?? Number.POSITIVE_INFINITY, ...hours);
    mine.unwatchedFromAt = Math.min(mine.unwatchedFromAt ?? Number.POSITIVE_INFINITY, touchedAt);
  }

  function keepOnly(appIds: ReadonlySet<number>): void {
    for (const id of work.keys()) if (!appIds.has(id)) work.delete(id);
    options.watch?.keepOnly(appIds);
  }

  /**
   * Apps that changed and were not evaluated for more than a minute, because there are more than there is time for:
   * those in which a crossing opens or closes go before the others. Each about once a minute.
   */
  async function watch(apps: ListedApp[]): Promise<void> {
    if (!options.watch) return;
    const startedAt = performance.now();
    const due = apps
      .map(({ id }) => ({ id, mine: workOf(id) }))
      .filter(({ mine }) => {
        const sinceMs = now() - Math.max(mine.evaluatedAt, mine.watchedAt);
        const isDue = sinceMs >= (isResting(mine) ? WATCH_EVERY_MS : MINUTE_MS);
        return mine.unwatchedFromAt !== null && !mine.urgent && isDue;
      })
      .sort((a, b) => a.mine.watchedAt - b.mine.watchedAt);
    for (let at = 0; at < due.length && performance.now() - startedAt < WATCH_MS; at += WATCHED_AT_ONCE) {
      const some = due.slice(at, at + WATCHED_AT_ONCE);
      const nowAt = now();
      const touched = some.map(({ id, mine }) => ({ appId: id, fromAt: mine.unwatchedFromAt as number }));
      try {
        const turned = new Set(await options.watch.turned(touched, nowAt));
        for (const { id, mine } of some) Object.assign(mine, { urgent: turned.has(id), unwatchedFromAt: null });
      } catch (error) {
        report(error, `watching ${some.length} apps`);
      }
      for (const { mine } of some) mine.watchedAt = nowAt;
    }
  }

  /**
   * Apps that changed, and every app once a minute: only so is it noticed that data stopped. Where that is
   * more than there is time for, the one that was evaluated longest ago comes first.
   */
  async function turn(apps: ListedApp[]): Promise<void> {
    const startedAt = performance.now();
    const minute = Math.floor(now() / MINUTE_MS);
    const youngSince = now() - YOUNG_MS;
    const due = apps
      .map(({ id, createdAt = 0 }) => ({ id, isYoung: createdAt > youngSince, mine: workOf(id) }))
      .filter(
        ({ id, mine }) =>
          mine.urgent ||
          (!isResting(mine) &&
            (mine.changed || (Math.floor(mine.evaluatedAt / MINUTE_MS) !== minute && !isLeftBehind(id, mine)))),
      )
      .sort((a, b) => Number(b.mine.urgent) - Number(a.mine.urgent) || a.mine.evaluatedAt - b.mine.evaluatedAt);
    for (let at = 0; at < due.length; at += EVALUATED_AT_ONCE) {
      const some = due.slice(at, at + EVALUATED_AT_ONCE);
      if (some.length < EVALUATED_AT_ONCE && some.every(({ mine }) => isPatient(mine))) return;
      await evaluateSome(some, apps.length);
      if (performance.now() - startedAt > EVALUATE_MS) return;
    }
  }

  const isResting = (mine: AppWork) => now() < restedAt(mine);

  const restedAt = ({ restUntil, calmUntil, newestAt }: AppWork) =>
    now() - newestAt < SILENT_MS ? Math.max(restUntil, calmUntil) : restUntil;

  /** It can wait for others to share statements with. */
  const isPatient = (mine: AppWork) => !mine.urgent && now() < restedAt(mine) + PATIENCE * mine.restMs;

  function isLeftBehind(id: number, mine: AppWork): boolean {
    const since = Math.max(mine.evaluatedAt, beganAt);
    return isUnread(id) && now() - since < UNREAD_MS;
  }

  /** All in one; where that fails, each app alone, so that one cannot stop the others. */
  async function evaluateSome(some: Due[], apps: number): Promise<void> {
    const startedAt = performance.now();
    const nowAt = now();
    const run = (apps: Due[]) =>
      // While hours are left over, only the present is looked at; the past follows when it is complete.
      options.evaluate(
        apps.map(({ id, mine }) => ({
          appId: id,
          touchedFromAt: mine.behind ? undefined : (mine.touchedFromAt ?? undefined),
        })),
        nowAt,
      );
    const done = ({ mine }: Due) => {
      if (!mine.behind) mine.touchedFromAt = null;
      Object.assign(mine, { changed: false, unwatchedFromAt: null });
    };
    try {
      await run(some);
      some.forEach(done);
    } catch (error) {
      for (const each of some) {
        // Alone it has failed already.
        const alone = some.length > 1 ? run([each]) : Promise.reject(error);
        await alone.then(
          () => done(each),
          (failure) => report(failure, `evaluating app ${each.id}`),
        );
      }
    }
    const tookMs = (performance.now() - startedAt) / some.length;
    usualMs = usualMs === 0 ? tookMs : usualMs * 0.9 + tookMs * 0.1;
    const restOf = (share: number) => Math.max(REST_FACTOR * tookMs, share * ROUND_FACTOR * usualMs * apps);
    for (const { id, mine, isYoung } of some) {
      mine.urgent = false;
      mine.evaluatedAt = nowAt;
      const restMs = isYoung ? Math.min(MOST_YOUNG_REST_MS, restOf(YOUNG_SHARE)) : Math.min(MOST_REST_MS, restOf(1));
      mine.restMs = restMs;
      mine.restUntil = now() + restMs;
      const isCalm = !isYoung && options.watch?.isCalm(id) === true;
      mine.calmUntil = isCalm ? now() + Math.min(MOST_CALM_REST_MS, restOf(1)) : 0;
      evaluateDuration.record(tookMs / 1000);
    }
  }

  return { derived, failed: (appId) => options.watch?.forget(appId), keepOnly, watch, turn, apps: () => work.size };
}
