/**
 * A past for the apps of a fleet, so that old apps can be measured without waiting for weeks: the signals that a few of
 * them really have now, laid over each hour before with a season of a day, growth and noise, and copied to all others.
 * It holds what evaluation reads: closed days of the whole time, hours since then, minutes of the last day and a half.
 * No telemetry behind it.
 */
import type pg from 'pg';
import { HOUR_MS, MINUTE_MS, type SignalColumns, type SignalHour } from '@/advisor/types';
import { readAppsTelemetry } from '@/service/signals/reads';
import { readSignalHours } from '@/store/index';
import type { SignalRows } from '@/store/signals/rows';
import { decodeSignals, encodeSignals } from '@/store/signals/rows';
import { writeSignalRows } from '@/store/signals/signals';

const MINUTES_HOURS = 36;
const DAY_MS = 24 * HOUR_MS;
const HOURS_AT_ONCE = 100;
const APPS_AT_ONCE = 50;

export interface PastOptions {
  /** Apps that have signals of at least one whole minute. */
  models: number[];
  days: number;
  nowAt: number;
}

/** App n gets the past of model n modulo their number; answers the rows written. */
export async function writePast(pool: pg.Pool, { models, days, nowAt }: PastOptions): Promise<number> {
  const hourAt = Math.floor(nowAt / HOUR_MS) * HOUR_MS;
  for (const model of models) {
    const now = await nowOf(pool, model, hourAt);
    const rows: SignalRows[] = [];
    for (let at = hourAt - days * DAY_MS; at < hourAt; at += HOUR_MS)
      rows.push(encodeSignals(pastHour(now, { model, at, hourAt })));
    for (let first = 0; first < rows.length; first += HOURS_AT_ONCE)
      await onOne(pool, (db) => writeSignalRows(db, rows.slice(first, first + HOURS_AT_ONCE)));
  }
  await pool.query("DELETE FROM telemetry.signal_block WHERE kind = 'minutes' AND start < $1", [
    new Date(hourAt - MINUTES_HOURS * HOUR_MS),
  ]);
  // Whoever reads an app makes rows of its closed days, which are all that is read of them from then on.
  await readAppsTelemetry(
    pool,
    models.map((id) => ({ id, evidenceWindowMinutes: null })),
    nowAt,
  );
  return models.length * days * 24 + (await copyToOthers(pool, models, hourAt));
}

async function copyToOthers(pool: pg.Pool, models: number[], hourAt: number): Promise<number> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM app ORDER BY id');
  const others = rows.map(({ id }, n) => ({ id: Number(id), model: models[n % models.length] as number }));
  const wanted = others.filter(({ id }) => !models.includes(id));
  let written = 0;
  for (let first = 0; first < wanted.length; first += APPS_AT_ONCE) {
    const some = wanted.slice(first, first + APPS_AT_ONCE);
    const { rowCount } = await pool.query(
      `INSERT INTO telemetry.signal_block (app_id, kind, start, payload)
       SELECT given.id, b.kind, b.start, b.payload FROM unnest($1::bigint[], $2::bigint[]) AS given(id, model)
       JOIN telemetry.signal_block b ON b.app_id = given.model AND b.start < $3 AND (b.kind <> 'hour' OR b.start >= $4)`,
      [
        some.map(({ id }) => id),
        some.map(({ model }) => model),
        new Date(hourAt),
        new Date(hourAt - MINUTES_HOURS * HOUR_MS),
      ],
    );
    written += rowCount ?? 0;
  }
  await pool.query('VACUUM (ANALYZE) telemetry.signal_block');
  return written;
}

async function onOne(pool: pg.Pool, run: (db: pg.PoolClient) => Promise<void>): Promise<void> {
  const db = await pool.connect();
  try {
    await run(db);
  } finally {
    db.release();
  }
}

type Now = ReturnType<typeof decodeSignals> & Awaited<ReturnType<typeof readSignalHours>> & { minute: number };

/** The newest hour of an app, and the last minute of it that is whole. */
export async function nowOf(pool: pg.Pool, appId: number, hourAt: number): Promise<Now> {
  const { rows } = await pool.query<{ payload: Buffer; start: Date }>(
    "SELECT payload, start FROM telemetry.signal_block WHERE app_id = $1 AND kind = 'minutes' ORDER BY start DESC LIMIT 1",
    [appId],
  );
  const [row] = rows;
  if (!row) throw new Error(`app ${appId} has no signals yet`);
  const decoded = decodeSignals({ hourAt: row.start.getTime(), minutes: row.payload });
  const requests = decoded.minutes.find(({ signal }) => signal === 'requests.rate');
  const known = requests?.value.findLastIndex((value) => !Number.isNaN(value)) ?? 0;
  return {
    ...decoded,
    ...(await readSignalHours(pool, appId, hourAt, hourAt + HOUR_MS)),
    minute: Math.max(0, known - 1),
  };
}

export function pastHour(now: Now, { model, at, hourAt }: { model: number; at: number; hourAt: number }) {
  const factor = load(at, hourAt, model);
  const recent = at >= hourAt - MINUTES_HOURS * HOUR_MS;
  const hours = [...now.signals].map(([id, list]) => [id, pastSignal(list.at(-1) as SignalHour, at, factor)] as const);
  return {
    appId: model,
    hourAt: at,
    hours: Object.fromEntries(hours),
    facts: { ...now.facts.at(-1), at, newestAt: at + HOUR_MS - 1000 } as (typeof now.facts)[number],
    minutes: recent ? now.minutes.map((columns) => pastMinutes(columns, now.minute, at, factor)) : [],
    observations: { startAt: at, columns: recent ? observed(now) : {} },
  };
}

function pastSignal(now: SignalHour, at: number, factor: number): SignalHour {
  const scaled = { ...now, at, means: 12 };
  const shake = factor * around(at + now.max5, 0.03);
  for (const field of FIELDS) if (now[field] !== undefined) scaled[field] = (now[field] as number) * shake;
  // A ratio's parts grow with load, the ratio itself does not.
  if (now.numerator === undefined) for (const field of ['max5', 'median5'] as const) scaled[field] = now[field] * shake;
  return scaled;
}
const FIELDS = ['numerator', 'denominator', 'demandMedian5', 'demandMax5'] as const;

function pastMinutes(now: SignalColumns, minute: number, at: number, factor: number): SignalColumns {
  const shakes = Float64Array.from({ length: 60 }, (_, m) => factor * around(at + m * MINUTE_MS, 0.03));
  const spread = (column: Float64Array) => shakes.map((shake) => (column[minute] as number) * shake);
  const same = (length: number, value: number | undefined) => new Array<number>(length).fill(value ?? 0);
  const width = (now.buckets?.boundsMs.length ?? 0) + 1;
  return {
    ...now,
    startAt: at,
    value: now.numerator ? new Float64Array(60).fill(now.value[minute] as number) : spread(now.value),
    state: Uint8Array.from(same(60, now.state[minute])),
    expected: Uint16Array.from(same(60, now.expected[minute])),
    received: Uint16Array.from(same(60, now.expected[minute])),
    ...(now.numerator ? { numerator: spread(now.numerator) } : {}),
    ...(now.denominator ? { denominator: spread(now.denominator) } : {}),
    ...(now.demand ? { demand: spread(now.demand) } : {}),
    ...(now.capacity ? { capacity: new Float64Array(60).fill(now.capacity[minute] as number) } : {}),
    ...(now.worst ? { worst: new Array(60).fill(now.worst[minute] ?? null) } : {}),
    ...(now.buckets
      ? {
          buckets: {
            boundsMs: now.buckets.boundsMs,
            counts: Float64Array.from({ length: 60 * width }, (_, i) =>
              Math.round(
                (now.buckets?.counts[minute * width + (i % width)] as number) *
                  (shakes[Math.floor(i / width)] as number),
              ),
            ),
          },
        }
      : {}),
  };
}

const observed = ({ observations, minute }: Now) =>
  Object.fromEntries(
    Object.entries(observations.columns).map(([id, column]) => [
      id,
      new Float64Array(60).fill(column?.[minute] ?? Number.NaN),
    ]),
  );

/** Against now: half as much at the day's quietest, two thirds as much two months ago; never the same twice. */
function load(at: number, hourAt: number, model: number): number {
  const days = (hourAt - at) / DAY_MS;
  return (
    (0.75 + 0.25 * Math.cos(2 * Math.PI * days)) * Math.exp(-0.006 * days) * around(Math.floor(days) + model, 0.05)
  );
}

/** 1 ± `share`, the same for the same place. */
function around(place: number, share: number): number {
  const x = Math.sin(place * 12.9898) * 43_758.5453;
  return 1 + share * (2 * (x - Math.floor(x)) - 1);
}
