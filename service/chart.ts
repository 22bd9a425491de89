/** Columns for a chart: one x, one array a signal, null is a gap; at most about 400 steps. */
import { HOUR_MS, MINUTE_MS, MinuteState, type SignalColumns, type SignalHour } from '@/advisor/types';
import type { SignalDefinition } from '@/catalogue/types';
import { beginOf, type Grid, readSignalHours, readSignals, stepAt } from '@/store/index';
import { readMarks } from './apps/deployments';
import { adviceOf } from './apps/view';
import { openApp } from './authorise';
import { invalid } from './errors';
import { signalsOfApp } from './evaluate/facts';
import { type ChartInput, chartInput, parse } from './inputs/inputs';
import { resources } from './resources';
import { secondsOf, timeGrid, weekBefore } from './time-grid';
import type { Actor, ChartData } from './views/views';

const STEPS_AT_MOST = 400;
const STEP_SECONDS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
/** Shorter holes are one late export; they show in the line and need no name. */
const GAP_MINUTES = 3;

export async function chart(actor: Actor, slug: string, given: ChartInput): Promise<ChartData> {
  const { app, team } = await openApp(actor, slug, 'chart');
  const input = parse(chartInput, given);
  const wanted = definitionsOf(input.signals, await signalsOfApp(app));
  const stepSeconds = stepOf(input);
  const zone = input.zone ?? team.timeZone;
  const grid = timeGrid(input.fromAt, input.toAt, stepSeconds * 1000, zone);
  const appId = Number(app.id);
  const [now, before, state, rows, facts] = await Promise.all([
    readOnGrid(appId, wanted, grid),
    input.compare ? readWeekBefore(appId, wanted, grid, zone) : null,
    resources().prisma.appState.findUnique({ where: { appId: app.id } }),
    crossingsOf(app.id, input.signals, grid),
    readMarks(appId, grid.startAt, beginOf(grid, grid.steps)),
  ]);
  const advice = adviceOf(state);
  return {
    x: secondsOf(grid),
    stepSeconds,
    series: wanted.map(({ id, unit }) => ({
      signal: id,
      unit,
      values: now.values.get(id) ?? [],
      compare: before?.get(id) ?? null,
    })),
    crossings: rows,
    deployments: facts,
    gaps: now.gaps.filter((gap) => advice?.firstAt == null || gap.toAt > advice.firstAt),
    newestAt: advice?.newestAt ?? null,
  };
}

function definitionsOf(ids: string[], all: SignalDefinition[]): SignalDefinition[] {
  return [...new Set(ids)].map((id) => {
    const found = all.find((signal) => signal.id === id);
    if (!found) throw invalid('signals', `There is no signal "${id}".`, 'The signals page lists them all.');
    return found;
  });
}

function stepOf({ fromAt, toAt, stepSeconds }: ChartInput): number {
  const least = (toAt - fromAt) / 1000 / STEPS_AT_MOST;
  const fits = STEP_SECONDS.find((seconds) => seconds >= Math.max(least, stepSeconds ?? 0));
  return fits ?? 86_400;
}

interface OnGrid {
  values: Map<string, (number | null)[]>;
  gaps: ChartData['gaps'];
}

async function readWeekBefore(appId: number, wanted: SignalDefinition[], grid: Grid, zone: string) {
  const values = new Map<string, (number | null)[]>();
  for (const { grid: earlier, covers } of weekBefore(grid, zone)) {
    const read = await readOnGrid(appId, wanted, earlier);
    for (const [id, then] of read.values) {
      const whole = values.get(id) ?? Array<number | null>(grid.steps).fill(null);
      values.set(
        id,
        whole.map((value, step) => (covers(step) ? (then[step] ?? null) : value)),
      );
    }
  }
  return values;
}

async function readOnGrid(appId: number, wanted: SignalDefinition[], grid: Grid): Promise<OnGrid> {
  const toAt = beginOf(grid, grid.steps);
  const { telemetry } = resources();
  // Hour rows are kept longest and are all that a step of an hour or more needs.
  if (grid.stepMs >= HOUR_MS) {
    const { signals } = await readSignalHours(telemetry, appId, grid.startAt, toAt);
    return { values: new Map(wanted.map((it) => [it.id, fromHours(signals.get(it.id) ?? [], it, grid)])), gaps: [] };
  }
  const ids = wanted.map(({ id }) => id);
  const columns = await readSignals(telemetry, appId, ids, grid.startAt, toAt);
  return {
    values: new Map(wanted.map((it) => [it.id, fromMinutes(columns.get(it.id), it, grid)])),
    gaps: wanted.flatMap(({ id }) => gapsOf(columns.get(id), Math.min(toAt, resources().now()))),
  };
}

/** A step shows what was worst in it, and the mean where no direction is worse. */
function merger({ worsens }: SignalDefinition): (values: number[]) => number | null {
  if (worsens === 'up') return (values) => (values.length > 0 ? Math.max(...values) : null);
  if (worsens === 'down') return (values) => (values.length > 0 ? Math.min(...values) : null);
  return (values) => (values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null);
}

function fromMinutes(columns: SignalColumns | undefined, definition: SignalDefinition, grid: Grid) {
  const points = columns
    ? Array.from(columns.value, (value, minute) => ({ at: columns.startAt + minute * MINUTE_MS, value }))
    : [];
  return onGrid(points, definition, grid);
}

function fromHours(hours: SignalHour[], definition: SignalDefinition, grid: Grid) {
  const points = hours.map(({ at, max5, median5 }) => ({ at, value: definition.worsens === 'up' ? max5 : median5 }));
  return onGrid(points, definition, grid);
}

function onGrid(points: { at: number; value: number }[], definition: SignalDefinition, grid: Grid): (number | null)[] {
  const steps: number[][] = Array.from({ length: grid.steps }, () => []);
  for (const { at, value } of points) {
    if (Number.isFinite(value)) steps[stepAt(grid, at)]?.push(value);
  }
  return steps.map(merger(definition));
}

function gapsOf(columns: SignalColumns | undefined, endAt: number): ChartData['gaps'] {
  if (!columns) return [];
  const gaps: ChartData['gaps'] = [];
  const minutes = Math.min(columns.state.length, Math.floor((endAt - columns.startAt) / MINUTE_MS));
  for (let from = 0; from < minutes; ) {
    const state = columns.state[from];
    let to = from + 1;
    while (to < minutes && columns.state[to] === state) to++;
    if (state !== MinuteState.value && to - from >= GAP_MINUTES) {
      gaps.push({
        signal: columns.signal,
        fromAt: columns.startAt + from * MINUTE_MS,
        toAt: columns.startAt + to * MINUTE_MS,
        kind: state === MinuteState.noTraffic ? 'no-traffic' : 'no-data',
      });
    }
    from = to;
  }
  return gaps;
}

async function crossingsOf(appId: bigint, signals: string[], grid: Grid): Promise<ChartData['crossings']> {
  const toAt = new Date(beginOf(grid, grid.steps));
  const rows = await resources().prisma.crossing.findMany({
    where: {
      appId,
      signal: { in: signals },
      openedAt: { lt: toAt },
      OR: [{ closedAt: null }, { closedAt: { gte: new Date(grid.startAt) } }],
    },
    orderBy: { openedAt: 'asc' },
  });
  return rows.map((row) => ({
    signal: row.signal,
    openedAt: row.openedAt.getTime(),
    closedAt: row.closedAt?.getTime() ?? null,
    worstValue: row.worstValue,
    worstAt: row.worstAt.getTime(),
  }));
}
