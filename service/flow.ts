/** How telemetry goes through the installation now, stage by stage, for the status page. */
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { formatCount, formatDuration } from '@/advisor/words/format';
import {
  type Flow,
  type Lag,
  type Query,
  readDeriveLag,
  readFlow,
  readFoldLag,
  readStoredBytes,
  runQuery,
} from '@/store/index';
import { keptOf } from './query/kept';
import { resources } from './resources';
import type { FlowView, StageView } from './views/views';

/** Commits and the queue are looked at over this long. */
const RECENT_MS = 5 * MINUTE_MS;
const SLOW_COMMIT_S = 1;
const LONG_QUEUE = 1_000;
/** A worker derives an app at least each minute, and knows when it sent to the minute. */
const DERIVE_LATE_MS = 3 * MINUTE_MS;
const FOLD_LATE_MS = HOUR_MS / 2;
/** Refusals that the installation, not its senders, has to do with. */
const OWN_TROUBLE = ['database-away', 'not-stored', 'collector-full'];

export async function flowView(): Promise<FlowView> {
  const { telemetry, now } = resources();
  const nowAt = now();
  const [flow, derive, fold, bytes, own] = await Promise.all([
    readFlow(telemetry, nowAt),
    readDeriveLag(telemetry, nowAt),
    readFoldLag(telemetry, nowAt),
    readStoredBytes(telemetry),
    ownMetrics(nowAt),
  ]);
  return {
    nowAt,
    stages: [own.received, accepted(flow), refused(flow, nowAt), own.queue, own.commit, derived(derive), folded(fold)],
    minutes: { fromAt: flow.fromAt, points: flow.points },
    refused: [
      ...flow.refusedRequests.map((one) => ({ ...one, what: 'request' as const })),
      ...flow.refusedItems.map((one) => ({ ...one, what: 'item' as const })),
    ],
    stored: [
      { name: 'Points not folded yet', bytes: bytes.frames },
      { name: 'Minutes', bytes: bytes.minutes },
      { name: 'Hours', bytes: bytes.hours },
      { name: 'Signals', bytes: bytes.signals },
      { name: 'Series and counts', bytes: bytes.rest },
    ],
  };
}

function accepted(flow: Flow): StageView {
  const [points, requests] = [flow.points.at(-1) ?? 0, flow.requests.at(-1) ?? 0];
  const says =
    requests === 0
      ? 'Nothing came in the last whole minute.'
      : `in ${formatCount(requests, 'request')} in the last whole minute`;
  return { id: 'accepted', name: 'Accepted', value: points / 60, unit: 'points/s', says, state: 'ok' };
}

function refused({ refusedRequests }: Flow, nowAt: number): StageView {
  const count = refusedRequests.reduce((sum, one) => sum + one.count, 0);
  const own = refusedRequests.filter((one) => OWN_TROUBLE.includes(one.reason) && nowAt - one.lastAt < RECENT_MS);
  const says =
    own.length > 0
      ? 'The collector could not take what came; senders repeat.'
      : count === 0
        ? 'Every request of the last hour was taken.'
        : 'in the last hour, for the reasons below';
  return {
    id: 'refused',
    name: 'Refused',
    value: count,
    unit: 'requests',
    says,
    state: own.length > 0 ? 'warn' : 'ok',
  };
}

/** What only the collectors know, from what they tell Headroom's own app. */
async function ownMetrics(nowAt: number): Promise<Record<'received' | 'queue' | 'commit', StageView>> {
  const app = await resources().prisma.app.findFirst({ where: { self: true, deletedAt: null } });
  const recent = async (query: Pick<Query, 'metric' | 'value' | 'quantile' | 'across'>): Promise<number | null> => {
    if (!app) return null;
    const { series } = await runQuery(
      resources().telemetry,
      Number(app.id),
      { ...query, filters: [], groupBy: [], fromAt: nowAt - RECENT_MS, toAt: nowAt, stepMs: RECENT_MS },
      { nowAt, kept: keptOf([app]) },
    );
    return series[0]?.values.filter(Number.isFinite).at(-1) ?? null;
  };
  const [bytes, queue, commit] = await Promise.all([
    recent({ metric: 'headroom.ingest.received', value: 'rate', across: 'sum' }),
    recent({ metric: 'headroom.ingest.queue', value: 'max', across: 'sum' }),
    recent({ metric: 'headroom.ingest.commit.duration', value: 'quantile', quantile: 0.99, across: 'sum' }),
  ]);
  const silent = 'The collectors have not told yet.';
  return {
    received: stage(
      'received',
      'Received',
      bytes,
      'By/s',
      bytes === null ? silent : 'as sent, compressed or not, in 5 min',
      false,
    ),
    queue: stage(
      'queue',
      'Queue',
      queue,
      'requests',
      queue === null ? silent : 'waited for their commit at most, in 5 min',
      queue !== null && queue > LONG_QUEUE,
    ),
    commit: stage(
      'commit',
      'Commit',
      commit === null ? null : commit * 1000,
      'ms',
      commit === null ? silent : 'or less for 99 of 100 commits, in 5 min',
      commit !== null && commit > SLOW_COMMIT_S,
    ),
  };
}

function stage(id: string, name: string, value: number | null, unit: string, says: string, late: boolean): StageView {
  return { id, name, value, unit, says, state: value === null ? 'no-data' : late ? 'late' : 'ok' };
}

function derived({ hours, longestMs }: Lag): StageView {
  const says =
    hours === 0 ? 'Every point is in its signals.' : `${formatDuration(longestMs)} the longest, for its signals`;
  return {
    id: 'derive',
    name: 'To derive',
    value: hours,
    unit: 'app hours',
    says,
    state: longestMs > DERIVE_LATE_MS ? 'late' : 'ok',
  };
}

function folded({ hours, longestMs }: Lag): StageView {
  const says = hours === 0 ? 'Nothing is due.' : `due for ${formatDuration(longestMs)} at most`;
  return {
    id: 'fold',
    name: 'To fold',
    value: hours,
    unit: 'app hours',
    says,
    state: longestMs > FOLD_LATE_MS ? 'late' : 'ok',
  };
}
