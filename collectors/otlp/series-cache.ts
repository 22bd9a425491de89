/**
 * Series by the raw bytes that announce them, a bounded cache in front of their identity. A tree:
 * resource → scope → metric → point attributes. Each node remembers which sibling came next last time,
 * because senders repeat their order; then a known series costs one comparison of bytes.
 */
import type { IngestLimits } from '@/service/ingest';
import { identityHash, type SeriesIdentity } from '@/store';
import { coolDown, forgetSpellings, shrink, totalOf } from './forget-series';
import type { AppSeries } from './series-nodes';
import { SeriesRef, SeriesTable } from './series-table';

export type * from './series-nodes';

export interface SeriesCache {
  /** The app's series, those of its pages apart; `nowAt` in ms, `limit` of series active in an hour. */
  of(appId: number, limit: number, nowAt: number, share?: IngestLimits['share']): AppSeries;
  bytes(): number;
}

const checkMs = 1_000;

/** Bytes are estimates: content plus what a node costs in objects. */
export function seriesCache(mostBytes: number): SeriesCache {
  const apps = new Map<number, AppSeries>();
  let checkedAt = Number.NaN;
  return {
    of(appId, limit, nowAt, share) {
      const key = share === 'pages' ? -appId : appId;
      let app = apps.get(key);
      if (!app) {
        app = newApp(appId, limit, nowAt);
        apps.set(key, app);
      }
      app.usedAt = nowAt;
      app.limit = limit;
      const minute = Math.floor(nowAt / 60_000);
      if (minute !== app.countedMinute) count(app, minute);
      if (!(Math.abs(nowAt - checkedAt) < checkMs)) {
        checkedAt = nowAt;
        shrink(apps, mostBytes, nowAt);
      }
      // One app's new spellings must neither fill the memory within a second nor push out all others'.
      if (app.cost.bytes > mostBytes / 2) forgetSpellings(app);
      return app;
    },
    bytes: () => totalOf(apps),
  };
}

function newApp(appId: number, limit: number, nowAt: number): AppSeries {
  return {
    appId,
    resources: new Map(),
    last: null,
    refs: new SeriesTable(),
    active: 0,
    countedMinute: 0,
    limit,
    usedAt: nowAt,
    readAt: nowAt,
    cost: { bytes: 0, imprints: 0 },
    naming: Promise.resolve(),
  };
}

/** Once a minute: how many are active, forgetting series that no point came for in two hours. */
function count(app: AppSeries, minute: number): void {
  const { refs } = app;
  const { seen, size } = refs;
  app.countedMinute = minute;
  app.active = 0;
  let gone = 0;
  for (let row = 0; row < size; row++) {
    const last = seen[row] as number;
    if (last > minute - 60) app.active++;
    else if (last < minute - 120) gone++;
  }
  if (gone > size / 4) dropGone(app, size - gone, minute);
  coolDown(app);
}

/** Rows stay what they are: whoever still holds one of the old table finds the series in the new one by `bind`. */
function dropGone(app: AppSeries, left: number, minute: number): void {
  const { refs } = app;
  app.refs = new SeriesTable(left);
  for (let row = 0; row < refs.size; row++) if ((refs.seen[row] as number) >= minute - 120) app.refs.rowOf(refs, row);
  forgetSpellings(app);
}

/** Refs stay for two hours, and one may be made for a point that is then refused: more than this is no sender's order. */
const refsALimit = 4;

/** The series of this identity, made if the app may have one more; null: it may not. */
export function refOf(app: AppSeries, identity: SeriesIdentity): SeriesRef | null {
  const { refs } = app;
  const hash = identityHash(identity);
  const known = refs.find(hash);
  if (known >= 0) return new SeriesRef(refs, known);
  if (app.active >= app.limit || refs.size >= refsALimit * app.limit) return null;
  return new SeriesRef(refs, refs.add(hash, identity));
}

/** Finds a series again whose app has another table by now. */
export function bind(app: AppSeries, ref: SeriesRef): void {
  if (ref.table === app.refs) return;
  ref.row = app.refs.rowOf(ref.table, ref.row);
  ref.table = app.refs;
}

/** Notes that a series has a point this minute; false: that would be one active series too many. */
export function touch(app: AppSeries, ref: SeriesRef): boolean {
  bind(app, ref);
  return touchRow(app, ref.row);
}

/** The same of a row of the app's table. */
export function touchRow(app: AppSeries, row: number): boolean {
  const { seen } = app.refs;
  if ((seen[row] as number) > app.countedMinute - 60) {
    seen[row] = app.countedMinute;
    return true;
  }
  if (app.active >= app.limit) return false;
  app.active++;
  seen[row] = app.countedMinute;
  return true;
}
