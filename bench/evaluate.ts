/**
 * `npm run bench:evaluate [-- --apps N --days D --rounds R --every MINUTES]`: what one evaluation of an app costs in CPU,
 * of the process that a worker would be and of PostgreSQL: a dozen apps at a time, as a worker takes them, each with so
 * many days behind it (less than one: so many hours). Says what all of it came to as a hash too: two states that should
 * say the same can be compared by it.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { deriveHour } from '@/advisor/signals/index';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { prismaFor } from '@/prisma/client';
import { evaluateApps } from '@/service/evaluate/evaluate';
import { watch } from '@/service/evaluate/watch';
import { setResources } from '@/service/resources';
import { decodeFrame, encodeFrame, foldPoints, telemetryPool } from '@/store/index';
import { gatherSeries } from '@/store/points/order';
import { encodeSignals } from '@/store/signals/rows';
import { writeSignalRows } from '@/store/signals/signals';
import { exportAt } from '@/test/worker/demo-hours';
import { withCluster } from './cluster';
import { writePast } from './fleet-past';
import { fleetSeries } from './fleet-series';
import { countStatements } from './fleet-statements';
import { cpuOfFamily, type Migrate, median } from './ground';

const MODELS = 4;
const AT_ONCE = 12;
/** The last hour of all; a fixed day, so that the hash is the same whenever it runs. */
const endAt = Date.UTC(2026, 9, 21, 20);

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  const given = (name: string, usual: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1] || usual) : usual;
  const [apps, days] = [given('--apps', 24), given('--days', 60)];
  const [rounds, everyMs] = [given('--rounds', 6), given('--every', 30) * MINUTE_MS];
  await withCluster(migrate, async (pool, _folder, server) => {
    const prisma = prismaFor(server.url);
    const telemetry = telemetryPool(server.url);
    const firstAt = endAt - rounds * everyMs + 30_000;
    setResources({ prisma, telemetry, now: () => firstAt });
    const ids = await makeApps(pool, apps);
    await writePast(pool, { models: await models(pool, ids), days, nowAt: endAt });
    const watched = watch();
    let sayStatements = async () => {};
    const took: { own: number; server: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      // An app's first evaluation makes its rows and dates.
      if (round === 1) sayStatements = await countStatements(pool);
      const nowAt = firstAt + round * everyMs;
      const before = { own: process.cpuUsage(), server: cpuOfFamily(server.pid) };
      for (let first = 0; first < apps; first += AT_ONCE) {
        const asked = ids.slice(first, first + AT_ONCE).map((appId) => ({
          appId,
          touchedFromAt: Math.floor((nowAt - everyMs) / HOUR_MS) * HOUR_MS,
          since: watched.since(appId),
        }));
        watched.evaluated(await evaluateApps(asked, nowAt));
      }
      const { user, system } = process.cpuUsage(before.own);
      const ms = { own: (user + system) / 1000, server: 1000 * (cpuOfFamily(server.pid) - before.server) };
      took.push({ own: ms.own / apps, server: ms.server / apps });
    }
    const list = (of: 'own' | 'server') => took.map((each) => each[of].toFixed(1)).join(' ');
    const later = (of: 'own' | 'server') => median(took.slice(1).map((each) => each[of])).toFixed(1);
    console.log(
      `${apps} apps with ${days} days behind them, ${rounds} evaluations each, ${everyMs / MINUTE_MS} min apart`,
    );
    console.log(`CPU ms an evaluation, this process: ${list('own')}; median without the first ${later('own')}`);
    console.log(`CPU ms an evaluation, PostgreSQL: ${list('server')}; median without the first ${later('server')}`);
    await sayStatements();
    console.log(`what they came to: ${await hashOf(pool)}`);
    await prisma.$disconnect();
    await telemetry.end();
  });
}

async function makeApps(pool: pg.Pool, apps: number): Promise<number[]> {
  await pool.query("INSERT INTO team (slug, name) VALUES ('bench', 'Bench')");
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO app (team_id, slug, name, roadmap_id, roadmap_version, population, created_at)
     SELECT team.id, 'bench-' || n, 'bench-' || n, 'thousands-to-millions', 1, 'daily', $2
     FROM generate_series(1, $1::int) AS n, team ORDER BY n RETURNING id`,
    [apps, new Date(endAt - 400 * 24 * HOUR_MS)],
  );
  return rows.map(({ id }) => Number(id));
}

/** A few apps get a real hour: derived from what an app of the fleet sends. */
async function models(pool: pg.Pool, ids: number[]): Promise<number[]> {
  const identities = fleetSeries();
  const series = identities.map((identity, i) => ({ ...identity, id: i + 1 }));
  const [hourAt, of] = [endAt - HOUR_MS, { ids: series.map(({ id }) => id), identities }];
  const frames = Array.from({ length: 6 * 70 }, (_, i) =>
    decodeFrame(encodeFrame(exportAt(of, hourAt + (i - 60) * 10_000 + 9_500, hourAt - HOUR_MS))),
  );
  const points = gatherSeries(frames, series, 0, Number.POSITIVE_INFINITY).map((each) => foldPoints(each, MINUTE_MS));
  const settings = { metricNames: {}, deployment: {}, environment: null, mainService: null };
  const block = deriveHour({ hourAt, points, settings });
  const chosen = ids.slice(0, MODELS);
  const db = await pool.connect();
  const rows = chosen.map((appId) => encodeSignals({ ...block, appId, hourAt: endAt }));
  await writeSignalRows(db, rows).finally(() => db.release());
  return chosen;
}

/** Of everything that evaluations wrote, but for numbers that count up. */
async function hashOf(pool: pg.Pool): Promise<string> {
  const hash = createHash('sha256');
  const tables = [
    'SELECT app_id, computed_at, advice, summary, line FROM app_state ORDER BY app_id',
    "SELECT to_jsonb(c) - 'id' FROM crossing AS c ORDER BY app_id, threshold_id, opened_at",
    'SELECT to_jsonb(f) FROM app_forecast AS f ORDER BY app_id',
    "SELECT to_jsonb(d) - 'id' FROM published_date AS d ORDER BY id",
    'SELECT app_id, step_id, status, evidence FROM step_state ORDER BY app_id, step_id',
  ];
  for (const table of tables) hash.update(JSON.stringify((await pool.query(table)).rows));
  return hash.digest('hex').slice(0, 16);
}
