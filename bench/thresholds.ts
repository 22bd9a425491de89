/**
 * `npm run bench:thresholds`: one minute's thresholds of 10,000 apps × 14 signals on one core. What evaluating an app
 * does to its signals: decode the stored blocks that judging looks at (as production reads them), judge the minutes
 * that the running hour touches, carry the stored crossings on. No database, no advice. Seconds are those of the processor, garbage collection included.
 */
import { evaluate, lookBackMinutes } from '@/advisor/crossings/thresholds';
import {
  type CrossingFacts,
  type EffectiveThreshold,
  HOUR_MS,
  MINUTE_MS,
  MinuteState,
  type SignalColumns,
} from '@/advisor/types';
import { encodeMinutes } from '@/store/signals/codec';
import { signalsOf } from '@/store/signals/signals';

const APPS = 10_000;
const RUNS = 5;
/** Distinct apps; the others repeat them, so that memory is not what is measured. */
const MODELS = 200;
/** The running hour is 40 minutes old; judging looks back two hours before the range. */
const NOW = Date.UTC(2026, 10, 21, 12, 40);
const HOURS_READ = 3;
const BOUNDS = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

const KINDS: [signal: string, kind: 'latency' | 'ratio' | 'gauge', limit: number][] = [
  ['latency.p50', 'latency', 250],
  ['latency.p95', 'latency', 500],
  ['latency.p99', 'latency', 1000],
  ['errors.rate', 'ratio', 1],
  ['cache.hit_rate', 'ratio', 80],
  ['cpu.used', 'gauge', 70],
  ['memory.used', 'gauge', 80],
  ['eventloop.used', 'gauge', 70],
  ['db.pool.used', 'gauge', 80],
  ['db.connections.used', 'gauge', 80],
  ['sockets.open', 'gauge', 10_000],
  ['queue.depth', 'gauge', 1000],
  ['jobs.duration.p95', 'latency', 300],
  ['assets.load.p95', 'latency', 1000],
];

let state = 7;
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

function hourOf(
  signal: string,
  kind: 'latency' | 'ratio' | 'gauge',
  limit: number,
  hourAt: number,
  minutes: number,
): SignalColumns {
  const nan = () => new Float64Array(60).fill(Number.NaN);
  const columns: SignalColumns = {
    signal,
    startAt: hourAt,
    value: nan(),
    state: new Uint8Array(60),
    expected: new Uint16Array(60).fill(6),
    received: new Uint16Array(60).fill(6),
    recipe: { recipe: 'bench', metrics: ['m'], quality: 'measured', newestAt: hourAt, intervalMs: 10_000 },
  };
  if (kind === 'ratio') Object.assign(columns, { numerator: nan(), denominator: nan() });
  if (kind === 'latency') columns.buckets = { boundsMs: Float64Array.from(BOUNDS), counts: new Float64Array(60 * 15) };
  const level = limit * (0.5 + 0.6 * random());
  for (let m = 0; m < minutes; m++) {
    columns.state[m] = MinuteState.value;
    columns.value[m] = Number((level * (0.9 + 0.2 * random())).toFixed(3));
    if (columns.numerator && columns.denominator) {
      columns.denominator[m] = 600 + Math.floor(200 * random());
      columns.numerator[m] = Math.floor((columns.denominator[m] as number) * (limit > 50 ? 0.9 : 0.01 * random()));
    }
    if (columns.buckets)
      for (let b = 4; b < 12; b++) columns.buckets.counts[m * 15 + b] = Math.floor(100 * random() * random());
  }
  return columns;
}

function appOf(): { blocks: { hourAt: number; payload: Uint8Array }[]; earlier: CrossingFacts[][] } {
  const first = Math.floor(NOW / HOUR_MS) * HOUR_MS - (HOURS_READ - 1) * HOUR_MS;
  const blocks = Array.from({ length: HOURS_READ }, (_, i) => {
    const hourAt = first + i * HOUR_MS;
    const minutes = KINDS.map(([signal, kind, limit]) =>
      hourOf(signal, kind, limit, hourAt, i === HOURS_READ - 1 ? 40 : 60),
    );
    return { hourAt, payload: encodeMinutes({ minutes, observations: { startAt: hourAt, columns: {} } }) };
  });
  return { blocks, earlier: KINDS.map(() => []) };
}

const thresholds: EffectiveThreshold[] = KINDS.map(([signal, , limit]) => ({
  id: `${signal}-limit`,
  signal,
  limit,
  worsens: signal === 'cache.hit_rate' ? 'down' : 'up',
  holdMinutes: 5,
  from: 'roadmap',
  sourceText: '',
}));
const wanted = new Set(KINDS.map(([signal]) => signal));
const reach = Math.max(...thresholds.map(lookBackMinutes)) * MINUTE_MS;

function minuteOf(app: ReturnType<typeof appOf>): number {
  // The running hour is touched all the time; what was judged before it stands.
  const fromAt = Math.floor(NOW / HOUR_MS) * HOUR_MS;
  const columns = signalsOf(app.blocks, wanted, fromAt - reach, NOW);
  let crossed = 0;
  thresholds.forEach((threshold, i) => {
    const found = evaluate({
      threshold,
      columns: columns.get(threshold.signal),
      fromAt,
      toAt: NOW,
      earlier: app.earlier[i] as CrossingFacts[],
    });
    app.earlier[i] = found.crossings;
    if (found.status.code === 'crossed') crossed++;
  });
  return crossed;
}

export function bench(): void {
  const apps = Array.from({ length: MODELS }, appOf);
  const bytes = apps.flatMap(({ blocks }) => blocks).reduce((sum, { payload }) => sum + payload.length, 0);
  for (const app of apps) minuteOf(app);
  const seconds: number[] = [];
  let crossed = 0;
  for (let run = 0; run < RUNS; run++) {
    const startedAt = process.cpuUsage();
    crossed = 0;
    for (let i = 0; i < APPS; i++) crossed += minuteOf(apps[i % MODELS] as ReturnType<typeof appOf>);
    const { user, system } = process.cpuUsage(startedAt);
    seconds.push((user + system) / 1e6);
  }
  seconds.sort((a, b) => a - b);
  const median = seconds[RUNS >> 1] as number;
  process.stdout.write(
    `${APPS} apps × ${KINDS.length} signals, ${HOURS_READ} blocks an app (${Math.round(bytes / MODELS / 1024)} KiB): ` +
      `median ${median.toFixed(2)} s of one core, ${RUNS} runs (${seconds.map((s) => s.toFixed(2)).join(', ')}), ` +
      `${((1000 * median) / APPS).toFixed(3)} ms an app; ${crossed} thresholds crossed; goal 10 s\n`,
  );
}
