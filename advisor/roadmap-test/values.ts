/** What a series of a roadmap test is at a minute, and what an hour's columns hold of it. */
import type { SignalDefinition } from '@/catalogue/types';
import { quantile as bucketQuantile } from '@/store/query/quantile';
import { seeded } from '../math';
import { quantileOf } from '../signal-ids';
import { MINUTE_MS, MinuteState, type SignalColumns } from '../types';
import type { RoadmapTest, Series, Stretch, Value } from './types';

/** Tests begin on a Monday at 00:00 UTC. */
export const START_AT = Date.UTC(2026, 0, 5);
const MS_A_DAY_MINUTES = 1440;
/** Hour of the day at which a daily wave is highest. */
const BUSIEST_HOUR = 15;
/** Requests a minute of a latency that says none: enough for p99. */
const USUAL_REQUESTS = 1000;

type Nothing = 'none' | 'quiet';
type AnySeries = Pick<Series<string>, 'line' | 'stretches'>;

/** The number at a minute, or which kind of nothing; before any noise of `follows` the users' own. */
export function valueAt(test: RoadmapTest, series: AnySeries, minute: number): number | Nothing {
  const found = stretchAt(series, minute);
  if (found === null) return 'none';
  const { stretch, from } = found;
  const plain = plainAt(test, stretch, { minute, from });
  if (typeof plain === 'string') return plain;
  const grown = plain * (1 + stretch.growPerDay) ** (minute / MS_A_DAY_MINUTES);
  return stretch.noise === 0 ? grown : grown * Math.exp(stretch.noise * normalOf(series.line, Math.floor(minute / 60)));
}

/** How many instances run at a minute; whole, and within what the deployment allows. */
export function instancesAt(test: RoadmapTest, minute: number): number {
  const value = test.instances === null ? 1 : valueAt(test, test.instances, minute);
  if (typeof value === 'string') return 0;
  const { min = 0, max = Number.POSITIVE_INFINITY } = test.deployment.instances ?? {};
  return Math.min(max, Math.max(min, Math.ceil(value - 1e-9)));
}

/** Minutes [from, to) as they are stored; those from `nowMinute` on have not happened. */
export function columnsOf(
  test: RoadmapTest,
  series: Series,
  definition: SignalDefinition | undefined,
  { from, to, nowMinute }: { from: number; to: number; nowMinute: number },
): SignalColumns {
  const columns = emptyColumns(series.name, from, to - from);
  const quantile = quantileOf(series.name) ?? 0.5;
  for (let i = 0; i < to - from; i++) {
    const minute = from + i;
    const value = minute < 0 || minute >= nowMinute ? 'none' : valueAt(test, series, minute);
    columns.expected[i] = 1;
    if (value === 'none') continue;
    columns.received[i] = 1;
    if (columns.recipe !== null) columns.recipe.newestAt = START_AT + minute * MINUTE_MS;
    columns.state[i] = value === 'quiet' ? MinuteState.noTraffic : MinuteState.value;
    const stretch = stretchAt(series, minute)?.stretch;
    if (value !== 'quiet' && stretch !== undefined)
      put(columns, { i, value, stretch, test, definition, minute, quantile });
  }
  return columns;
}

interface Put {
  i: number;
  value: number;
  stretch: Stretch;
  test: RoadmapTest;
  definition: SignalDefinition | undefined;
  minute: number;
  /** Of a latency. */
  quantile: number;
}

function put(columns: SignalColumns, given: Put): void {
  const { i, value, stretch, test, definition, minute } = given;
  if (definition?.kind === 'latency') {
    putLatency(columns, given);
    return;
  }
  columns.value[i] = value;
  if (stretch.of === null) return;
  const whole = stretch.of.amount * (stretch.of.each ? instancesAt(test, minute) : 1);
  const part = isPercent(stretch.value) ? (value / 100) * whole : value;
  columns.value[i] = whole > 0 ? (100 * part) / whole : Number.NaN;
  const [top, bottom] =
    definition?.kind === 'ratio' ? (['numerator', 'denominator'] as const) : (['demand', 'capacity'] as const);
  column(columns, top)[i] = part;
  column(columns, bottom)[i] = whole;
}

/** Requests of the minute by bucket. */
function putLatency(columns: SignalColumns, { i, value, stretch, test, definition, quantile }: Put): void {
  const { boundsMs } = test;
  const width = boundsMs.length + 1;
  columns.buckets ??= { boundsMs: Float64Array.from(boundsMs), counts: new Float64Array(columns.value.length * width) };
  const unitMs = definition?.unit === 's' ? 1000 : 1;
  const parts = stretch.value.kind === 'mixture' ? stretch.value.parts : [{ share: 1, ms: value * unitMs }];
  for (const { share, ms } of parts) {
    const found = boundsMs.findIndex((bound) => ms <= bound);
    const at = i * width + (found === -1 ? boundsMs.length : found);
    columns.buckets.counts[at] =
      (columns.buckets.counts[at] as number) + share * (stretch.of?.amount ?? USUAL_REQUESTS);
  }
  const counts = columns.buckets.counts.subarray(i * width, (i + 1) * width);
  const { ms } = bucketQuantile(columns.buckets.boundsMs, counts, quantile);
  columns.value[i] = ms / unitMs;
}

function column(columns: SignalColumns, name: 'numerator' | 'denominator' | 'demand' | 'capacity'): Float64Array {
  columns[name] ??= new Float64Array(columns.value.length).fill(Number.NaN);
  return columns[name];
}

function emptyColumns(signal: string, fromMinute: number, length: number): SignalColumns {
  const startAt = START_AT + fromMinute * MINUTE_MS;
  return {
    signal,
    startAt,
    value: new Float64Array(length).fill(Number.NaN),
    state: new Uint8Array(length),
    expected: new Uint16Array(length),
    received: new Uint16Array(length),
    recipe: { recipe: 'a roadmap test', metrics: [], quality: 'measured', newestAt: startAt, intervalMs: MINUTE_MS },
  };
}

function stretchAt({ stretches }: AnySeries, minute: number): { stretch: Stretch; from: number } | null {
  let from = 0;
  for (const stretch of stretches) {
    if (stretch.minutes === null || minute < from + stretch.minutes) return { stretch, from };
    from += stretch.minutes;
  }
  return null;
}

const isPercent = (value: Value): boolean => (value.kind === 'line' || value.kind === 'day') && value.percent;

function plainAt(
  test: RoadmapTest,
  { value, minutes }: Stretch,
  { minute, from }: { minute: number; from: number },
): number | Nothing {
  switch (value.kind) {
    case 'none':
    case 'quiet':
      return value.kind;
    case 'line': {
      const done = minutes === null || minutes <= 1 ? 0 : (minute - from) / (minutes - 1);
      return value.from + (value.to - value.from) * done;
    }
    case 'day': {
      const share = 0.5 + 0.5 * Math.cos((2 * Math.PI * ((minute / 60) % 24) - 2 * Math.PI * BUSIEST_HOUR) / 24);
      return value.low + (value.high - value.low) * share;
    }
    case 'follows': {
      const users = test.signals.find(({ name }) => name === 'users.active');
      const load = users === undefined ? 0 : valueAt(test, users, minute);
      return typeof load === 'string' ? load : value.base + value.perUser * load;
    }
    case 'mixture':
      return value.parts[0]?.ms ?? 0;
  }
}

/** A standard normal number that belongs to a line and an hour: the same in every run. */
function normalOf(line: number, hour: number): number {
  const random = seeded(line * 100_003 + hour);
  random();
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
