import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureSelfApp } from '@/service/apps/self';
import { setResources } from '@/service/resources';
import { status } from '@/service/status';
import { telemetryPool } from '@/store';
import { type TestCollector, testCollector } from '../collectors/collector';
import { encodeRequest } from '../collectors/encoder';

const actor = {
  kind: 'user' as const,
  userId: 1,
  sessionId: 's',
  email: 'a@example.com',
  operator: true,
  address: null,
};
const dataDir = mkdtempSync(join(tmpdir(), 'headroom-status-'));
let test: TestCollector;
let pool: ReturnType<typeof telemetryPool>;
/** The collector's clock stands still in the midst of a minute, the page's goes on by `ahead`. */
const atRest = Math.floor(Date.now() / 60_000) * 60_000 + 20_000;
let ahead = 0;
beforeAll(async () => {
  test = await testCollector({ now: () => atRest });
  pool = telemetryPool(test.database.url);
  setResources({ prisma: test.database.prisma, telemetry: pool, now: () => atRest + ahead });
});
afterAll(async () => {
  await pool.end();
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const stageOf = async (id: string) => (await status(actor)).flow?.stages.find((stage) => stage.id === id);

it('knows nothing of the queue and the commits before a collector told it', async () => {
  expect(await stageOf('commit')).toMatchObject({ value: null, state: 'no-data' });
  expect(await stageOf('accepted')).toMatchObject({ value: 0, says: 'Nothing came in the last whole minute.' });
});

it('shows what came, what was refused and why, what waits, and what the collectors told of themselves', async () => {
  const { token } = await test.app('shop');
  const headers = { authorization: `Bearer ${token}` };
  const nowNs = BigInt(atRest) * 1_000_000n;
  const points = Array.from({ length: 120 }, (_, i) => ({
    attributes: [['i', i]] as [string, number][],
    timeNs: nowNs,
    value: i,
  }));
  const body = encodeRequest([['service.name', 'shop']], [{ name: 'load', kind: 'gauge', points }]);
  expect((await test.post('/v1/metrics', body, headers)).status).toBe(200);
  expect((await test.post('/v1/metrics', body, { authorization: 'Bearer wrong' })).status).toBe(401);
  const { slug } = await ensureSelfApp({ dataDir });
  const self = await test.database.prisma.app.findFirstOrThrow({ where: { slug } });
  const own = await test.app('collector');
  await test.database.prisma.ingestToken.updateMany({ where: { appId: BigInt(own.appId) }, data: { appId: self.id } });
  const histogram = { count: 100n, sum: 1, bounds: [0.01, 0.02], counts: [98n, 2n, 0n] };
  const told = encodeRequest(
    [['service.name', 'headroom-collector']],
    [
      {
        name: 'headroom.ingest.commit.duration',
        unit: 's',
        kind: 'histogram',
        temporality: 1,
        points: [{ attributes: [], timeNs: nowNs, startNs: nowNs - 15_000_000_000n, histogram }],
      },
      {
        name: 'headroom.ingest.queue',
        unit: '{request}',
        kind: 'gauge',
        points: [{ attributes: [], timeNs: nowNs, value: 7 }],
      },
    ],
  );
  expect((await test.post('/v1/metrics', told, { authorization: `Bearer ${own.token}` })).status).toBe(200);
  // The minute of the requests is over in the page's clock.
  ahead = 60_000;
  await expect.poll(() => stageOf('accepted')).toMatchObject({ value: 122 / 60, state: 'ok' });
  const { flow, parts } = await status(actor);
  const stage = (id: string) => flow?.stages.find((one) => one.id === id);
  expect(stage('commit')).toMatchObject({ unit: 'ms', state: 'ok' });
  // The 99th of 100 lies in the second bucket.
  expect(stage('commit')?.value).toBeGreaterThan(10);
  expect(stage('commit')?.value).toBeLessThan(20);
  expect(stage('queue')).toMatchObject({ value: 7, unit: 'requests' });
  expect(stage('derive')).toMatchObject({ value: 2, unit: 'app hours', state: 'ok' });
  expect(flow?.refused).toMatchObject([{ what: 'request', reason: 'unknown-token', count: 1 }]);
  // Who has no say over the installation learns nothing of what others sent in vain.
  const seen = (await status({ ...actor, operator: false })).flow;
  expect(seen?.refused).toBeNull();
  expect(seen?.stages.map(({ id }) => id)).toEqual(['received', 'accepted', 'queue', 'commit', 'derive', 'fold']);
  expect(parts.find(({ name }) => name === 'database')?.state).toBe('ok');
  ahead = 10 * 60_000;
  expect(await stageOf('derive')).toMatchObject({ state: 'late' });
  expect((await status(actor)).ok).toBe(false);
});
