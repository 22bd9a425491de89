/** Requests that a bad wire or a bad program made: each is answered, nothing is stored in a wrong place, nobody else is disturbed. */
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post as requestOf } from '@/bench/load';
import { readRefusals } from '@/store';
import { makeApp, post, stored } from '../collectors/collector';
import { encodeRequest } from '../collectors/encoder';
import { type TestDatabase, testDatabase } from '../support/database';
import { dice, limitMs, long } from './long';
import { mutate, type Seed, seeds } from './mutants';
import { sendPipelined } from './pipelined';
import { type Collectors, collectorsFor, type Running } from './processes';

/** Each may make 10,000 series and send 50,000 points a second, and shares neither. */
const brokenApps = 8;
const seriesOfAnApp = 10_000;

describe('broken requests', () => {
  let database: TestDatabase;
  let collectors: Collectors;
  /** Two: what one learns of an app's series the other learns, too. */
  let all: Running[];
  let collector: Running;
  beforeAll(async () => {
    database = await testDatabase();
    collectors = await collectorsFor(database.url);
    all = [await collectors.start(), await collectors.start()];
    collector = all[0] as Running;
  });
  afterAll(async () => {
    await collectors.close();
    await database.close();
  });

  const url = (path: string) => `http://127.0.0.1:${collector.port}${path}`;
  const makeApps = async (name: string, count: number) => {
    const apps: Awaited<ReturnType<typeof makeApp>>[] = [];
    for (let i = 0; i < count; i++) apps.push(await makeApp(database, `${name}-${i}`));
    return apps;
  };

  const many = long ? 1_000_000 : 4_000;
  it(
    `${many} of them are each answered 2xx or 4xx, memory stays flat, and another app's points are all there and no others`,
    async () => {
      const { seed, random } = dice();
      const broken = await makeApps('broken', brokenApps);
      const good = await makeApp(database, 'good');
      const from = seeds(Date.now());
      // As they are, all are good: what follows is about real requests.
      for (const { token } of broken)
        for (const { path, headers, body } of from)
          expect((await post(url(path), body, { authorization: `Bearer ${token}`, ...headers })).status).toBeLessThan(
            300,
          );
      const goodSender = startGoodSender(url('/v1/metrics'), good.token);
      const memory = watch(() => Math.max(...all.map((one) => one.memory())));
      const answers = new Map<number, number>();
      const wrong: string[] = [];
      // Half of the connections never leave the lane that requests of SDKs take.
      const straight = from.filter(({ path, headers }) => path === '/v1/metrics' && isProtobuf(headers));
      await sendPipelined({
        ports: all.map(({ port }) => port),
        connections: 64,
        atOnce: 4,
        requests: many,
        next(connection) {
          const { token } = broken[(connection >> 1) % brokenApps] as (typeof broken)[number];
          return brokenRequest((connection >> 4) % 2 ? from : straight, from, token, random);
        },
        answered(request, status, answer) {
          answers.set(status, (answers.get(status) ?? 0) + 1);
          if (!isRead(status) && wrong.length < 5)
            wrong.push(`${request.toString('base64')} was answered ${answer || 'by nothing'}`);
        },
      });
      const peaks = memory.stop();
      const goodSent = await goodSender.stop();
      expect(wrong, `seed ${seed}`).toEqual([]);
      expect(all.flatMap((one) => one.errors())).toEqual([]);
      expect([...answers.values()].reduce((sum, times) => sum + times, 0)).toBe(many);
      // Both kinds came to be read.
      expect(answers.get(200)).toBeGreaterThan(many / 20);
      expect(answers.get(400)).toBeGreaterThan(many / 20);
      expect(peaks.second - peaks.first).toBeLessThan(100);
      const points = await stored(database, good.appId);
      expect(points.map(({ value }) => value).sort((a, b) => a - b)).toEqual(
        Array.from({ length: goodSent }, (_, n) => n),
      );
      expect(new Set(points.map(({ series }) => series.id)).size).toBe(1);
      const { rows } = await database.pool.query<{ app_id: string; series: number }>(
        'SELECT app_id, count(*)::int AS series FROM telemetry.series GROUP BY app_id',
      );
      expect(new Set(rows.map(({ app_id }) => Number(app_id)))).toEqual(
        new Set([good, ...broken].map(({ appId }) => appId)),
      );
      for (const { series } of rows) expect(series).toBeLessThanOrEqual(all.length * seriesOfAnApp);
    },
    limitMs(600_000),
  );

  it(
    'and over gRPC: each ends with a status that says stored or whose fault it is',
    async () => {
      const { seed, random } = dice();
      const apps = await makeApps('broken-grpc', brokenApps);
      const calls = seeds(Date.now()).filter(({ path, headers }) => grpcCalls.has(path) && isProtobuf(headers));
      const unexpected: string[] = [];
      let left = long ? 100_000 : 500;
      const send = async (session: ClientHttp2Session, token: string) => {
        while (left-- > 0) {
          const { path, headers, body } = calls[Math.floor(random() * calls.length)] as Seed;
          const gzip = headers['content-encoding'] === 'gzip';
          const prefix = Buffer.from([gzip ? 1 : 0, 0, 0, 0, 0]);
          const changed = random() < 0.8 ? mutate(body, body, random) : body;
          prefix.writeUInt32BE(changed.length, 1);
          const framed = Buffer.concat([random() < 0.2 ? mutate(prefix, body, random) : prefix, changed]);
          const status = await grpcStatus(session, framed, {
            ':path': grpcCalls.get(path) as string,
            authorization: `Bearer ${token}`,
            ...(gzip ? { 'grpc-encoding': 'gzip' } : {}),
          });
          // OK, INVALID_ARGUMENT, UNIMPLEMENTED.
          if (!['0', '3', '12'].includes(status)) unexpected.push(`${status}: ${framed.toString('base64')}`);
        }
      };
      const sessions = apps.map((_, i) => connectHttp2(`http://127.0.0.1:${all[i % all.length]?.grpcPort}`));
      await Promise.all(
        apps.flatMap(({ token }, i) => Array.from({ length: 8 }, () => send(sessions[i] as ClientHttp2Session, token))),
      );
      for (const session of sessions) session.close();
      expect(unexpected.slice(0, 3), `seed ${seed}`).toEqual([]);
      expect(all.flatMap((one) => one.errors())).toEqual([]);
    },
    limitMs(600_000),
  );

  it('a clock hours ahead is told so, a slow one is believed, and both leave the good points of a request', async () => {
    const { appId, token } = await makeApp(database, 'clocks');
    const hourNs = 3_600_000_000_000n;
    const nowNs = BigInt(Date.now()) * 1_000_000n;
    const points = [-26n, -3n, 0n, 3n, 26n].map((hours) => ({
      attributes: [],
      timeNs: nowNs + hours * hourNs,
      value: Number(hours),
    }));
    const body = encodeRequest([['service.name', 'shop']], [{ name: 'skewed', kind: 'gauge', points }]);
    const reply = await post(url('/v1/metrics'), body, { authorization: `Bearer ${token}` });
    expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('check the clock of the sender')]);
    expect((await stored(database, appId)).map(({ value }) => value).sort((a, b) => a - b)).toEqual([-26, -3, 0]);
    await expect
      .poll(async () => (await readRefusals(database.pool, appId, 0)).map(({ reason, points: lost }) => [reason, lost]))
      .toEqual([['too-far-in-future', 2]]);
  });
});

/** 2xx or 4xx; one that is refused for its rate was not looked at. */
const isRead = (status: number) => (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 429);

const isProtobuf = (headers: Record<string, string>) => headers['content-type'] === 'application/x-protobuf';

/** One of `from`, changed, with pieces of any: as bytes of HTTP, whose head is sound. */
function brokenRequest(from: Seed[], any: Seed[], token: string, random: () => number): Buffer {
  const pick = (of: Seed[]) => of[Math.floor(random() * of.length)] as Seed;
  const { path, headers, body } = pick(from);
  const zipped = headers['content-encoding'] === 'gzip' && random() < 0.7;
  const changed = mutate(zipped ? gunzipSync(body) : body, pick(any).body, random);
  return requestOf(path, zipped ? gzipSync(changed, { level: 1 }) : changed, {
    authorization: `Bearer ${token}`,
    ...headers,
  });
}

/** Sends a point after the other, as long as nobody stops it; each has to be acknowledged in the time that SDKs wait. */
function startGoodSender(url: string, token: string): { stop(): Promise<number> } {
  const baseAt = Date.now() - 600_000;
  let on = true;
  const run = async () => {
    let n = 0;
    for (; on; n++) {
      const timeNs = BigInt(baseAt + n) * 1_000_000n;
      const points = [{ attributes: [], timeNs, value: n }];
      const body = encodeRequest([['service.name', 'good']], [{ name: 'good', kind: 'gauge', points }]);
      const reply = await Promise.race([post(url, body, { authorization: `Bearer ${token}` }), pause(10_000)]);
      expect(reply?.status).toBe(200);
      await pause(20);
    }
    return n;
  };
  const running = run();
  running.catch(() => {});
  return {
    stop() {
      on = false;
      return running;
    },
  };
}

/** Looks once a second; answers the highest of each half of the time. */
function watch(read: () => number) {
  const seen: number[] = [];
  const timer = setInterval(() => void seen.push(read()), 1000);
  return {
    stop() {
      clearInterval(timer);
      seen.push(read());
      const half = seen.length >> 1;
      return { first: Math.max(...seen.slice(0, half + 1)), second: Math.max(...seen.slice(half)) };
    },
  };
}

const grpcCalls = new Map(
  Object.entries({ metrics: 'Metrics', traces: 'Trace', logs: 'Logs' }).map(([path, name]) => [
    `/v1/${path}`,
    `/opentelemetry.proto.collector.${name.toLowerCase()}.v1.${name}Service/Export`,
  ]),
);

/** The call's grpc-status, from wherever it stands. */
function grpcStatus(session: ClientHttp2Session, framed: Buffer, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    let status = 'none';
    const read = (from: IncomingHttpHeaders) => {
      if (from['grpc-status'] !== undefined) status = String(from['grpc-status']);
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('error', () => {});
    stream.on('close', () => resolve(status));
    stream.resume();
    stream.end(framed);
  });
}
