/** What senders with a token, or strangers, may try: the collector stays up and small, and a good sender is not disturbed. */
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRefusals } from '@/store';
import { makeApp, post, type TestCollector, testCollector } from '../collectors/collector';
import { encodeRequest } from '../collectors/encoder';
import { testDatabase } from '../support/database';
import { dice, limitMs, long } from './long';
import { mutate, seeds } from './mutants';
import { type Collectors, collectorsFor, type Running } from './processes';

const MiB = 1024 * 1024;
const gauge = (timeNs: bigint, value: number) =>
  encodeRequest(
    [['service.name', 'good']],
    [{ name: 'good', kind: 'gauge', points: [{ attributes: [], timeNs, value }] }],
  );

describe('broken requests', () => {
  let test: TestCollector;
  beforeAll(async () => {
    test = await testCollector();
  });
  afterAll(() => test.close());

  const many = long ? 1_000_000 : 2_000;
  it(
    `${many} of them are each answered 2xx or 4xx, and another app's points are all there and no others`,
    async () => {
      const { seed, random } = dice();
      const broken = await test.app('broken');
      const good = await test.app('good');
      const from = seeds(Date.now());
      // As they are, all are good: what follows is about real requests.
      for (const { path, headers, body } of from)
        expect(
          (await test.post(path, body, { authorization: `Bearer ${broken.token}`, ...headers })).status,
        ).toBeLessThan(300);
      const wrong: string[] = [];
      const baseAt = Date.now() - 600_000;
      let sent = 0;
      let goodSent = 0;
      const send = async () => {
        while (sent++ < many && wrong.length < 5) {
          const pick = () => from[Math.floor(random() * from.length)] as (typeof from)[number];
          const { path, headers, body } = pick();
          const zipped = headers['content-encoding'] === 'gzip' && random() < 0.7;
          const inner = zipped ? gunzipSync(body) : body;
          const changed = mutate(inner, pick().body, random);
          const reply = await test.post(path, zipped ? gzipSync(changed) : changed, {
            authorization: `Bearer ${broken.token}`,
            ...headers,
          });
          if (reply.status >= 500)
            wrong.push(
              `${reply.status} ${path} ${JSON.stringify(headers)} ${changed.toString('base64')} ${reply.text}`,
            );
          if (sent % 100 === 0) {
            const n = goodSent++;
            const body = gauge(BigInt(baseAt + n) * 1_000_000n, n);
            expect((await test.post('/v1/metrics', body, { authorization: `Bearer ${good.token}` })).status).toBe(200);
          }
        }
      };
      await Promise.all(Array.from({ length: 8 }, send));
      expect(wrong, `seed ${seed}; logged: ${test.logged.slice(0, 3)}`).toEqual([]);
      expect(test.logged).toEqual([]);
      const stored = await test.stored(good.appId);
      expect(stored.map(({ value }) => value).sort((a, b) => a - b)).toEqual(
        Array.from({ length: goodSent }, (_, n) => n),
      );
      expect(new Set(stored.map(({ series }) => series.id)).size).toBe(1);
    },
    limitMs(3_600_000),
  );

  it(
    'and over gRPC: each ends with a status that says stored or whose fault it is',
    async () => {
      const { seed, random } = dice();
      const { token } = await test.app('broken-grpc');
      const calls = seeds(Date.now()).filter(({ headers }) => headers['content-type'] === 'application/x-protobuf');
      const session = connectHttp2(`http://127.0.0.1:${test.collector.grpcPort}`);
      const unexpected: string[] = [];
      let left = long ? 100_000 : 500;
      const send = async () => {
        while (left-- > 0) {
          const { path, headers, body } = calls[Math.floor(random() * calls.length)] as (typeof calls)[number];
          const call = grpcCalls.get(path);
          if (!call) continue;
          const gzip = headers['content-encoding'] === 'gzip';
          const prefix = Buffer.from([gzip ? 1 : 0, 0, 0, 0, 0]);
          const changed = random() < 0.8 ? mutate(body, body, random) : body;
          prefix.writeUInt32BE(changed.length, 1);
          const framed = Buffer.concat([random() < 0.2 ? mutate(prefix, body, random) : prefix, changed]);
          const status = await grpcStatus(session, framed, {
            ':path': call,
            authorization: `Bearer ${token}`,
            ...(gzip ? { 'grpc-encoding': 'gzip' } : {}),
          });
          // OK, INVALID_ARGUMENT, UNIMPLEMENTED.
          if (!['0', '3', '12'].includes(status)) unexpected.push(`${status}: ${framed.toString('base64')}`);
        }
      };
      await Promise.all(Array.from({ length: 8 }, send));
      session.close();
      expect(unexpected.slice(0, 3), `seed ${seed}`).toEqual([]);
      expect(test.logged).toEqual([]);
    },
    limitMs(600_000),
  );

  it('a clock hours ahead is told so, a slow one is believed, and both leave the good points of a request', async () => {
    const { appId, token } = await test.app('clocks');
    const hourNs = 3_600_000_000_000n;
    const nowNs = BigInt(Date.now()) * 1_000_000n;
    const points = [-26n, -3n, 0n, 3n, 26n].map((hours) => ({
      attributes: [],
      timeNs: nowNs + hours * hourNs,
      value: Number(hours),
    }));
    const body = encodeRequest([['service.name', 'shop']], [{ name: 'skewed', kind: 'gauge', points }]);
    const reply = await test.post('/v1/metrics', body, { authorization: `Bearer ${token}` });
    expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('check the clock of the sender')]);
    expect((await test.stored(appId)).map(({ value }) => value).sort((a, b) => a - b)).toEqual([-26, -3, 0]);
    await expect
      .poll(async () =>
        (await readRefusals(test.database.pool, appId, 0)).map(({ reason, points: lost }) => [reason, lost]),
      )
      .toEqual([['too-far-in-future', 2]]);
  });
});

describe('beside slow and greedy senders', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let collectors: Collectors;
  let collector: Running;
  let token: string;
  beforeAll(async () => {
    database = await testDatabase();
    collectors = await collectorsFor(database.url);
    collector = await collectors.start();
    token = (await makeApp(database, 'good')).token;
  });
  afterAll(async () => {
    await collectors.close();
    await database.close();
  });

  const url = () => `http://127.0.0.1:${collector.port}`;
  const goodIsServed = async () => {
    const body = gauge(BigInt(Date.now()) * 1_000_000n, 1);
    expect((await post(`${url()}/v1/metrics`, body, { authorization: `Bearer ${token}` })).status).toBe(200);
  };
  const open = (port: number, first = '') =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        if (first) socket.write(first);
        resolve(socket);
      });
      socket.on('error', reject);
    });
  const closed = (socket: Socket) =>
    new Promise<void>((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));

  it(
    `${long ? 5_000 : 1_000} idle connections cost little memory and nobody else anything`,
    async () => {
      await goodIsServed();
      const before = collector.memory();
      const sockets: Socket[] = [];
      for (let n = 0; n < (long ? 2_500 : 500); n++)
        sockets.push(await open(collector.port), await open(collector.grpcPort));
      await goodIsServed();
      expect(collector.memory() - before).toBeLessThan(long ? 250 : 120);
      for (const socket of sockets) socket.destroy();
      await goodIsServed();
    },
    limitMs(120_000),
  );

  it(
    'headers and bodies that come a byte at a time hold up nobody, and are cut off',
    async () => {
      const head = `POST /v1/metrics HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/x-protobuf\r\n`;
      const slow = await Promise.all([
        ...Array.from({ length: 100 }, () => open(collector.port, head)),
        ...Array.from({ length: 100 }, () => open(collector.port, `${head}Content-Length: 1000\r\n\r\n`)),
      ]);
      const drip = setInterval(() => {
        for (const socket of slow) if (socket.writable) socket.write('x');
      }, 500);
      for (let n = 0; n < 5; n++) await goodIsServed();
      if (long) await Promise.all(slow.map(closed));
      else await pause(500);
      clearInterval(drip);
      for (const socket of slow) socket.destroy();
      await goodIsServed();
    },
    limitMs(120_000),
  );

  it('headers beyond 16 KiB are refused with 431', async () => {
    const socket = await open(
      collector.port,
      `POST /v1/metrics HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
    );
    let said = '';
    socket.on('data', (text) => (said += text));
    await closed(socket);
    expect(said).toMatch(/^HTTP\/1.1 431 /);
    await goodIsServed();
  });

  it.each(['/v1/metrics', '/v1/traces', '/v1/logs'])(
    'a gzip bomb of 8 GiB to %s is refused without being blown up',
    async (path) => {
      const bomb = gzipBomb(8 * 1024);
      const before = collector.memory();
      const replies = await Promise.all(
        Array.from({ length: 4 }, () =>
          post(url() + path, bomb, { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' }),
        ),
      );
      for (const { status } of replies) expect([413, 503]).toContain(status);
      expect(replies.map(({ status }) => status)).toContain(413);
      expect(collector.memory() - before).toBeLessThan(300);
      await goodIsServed();
    },
  );
});

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

/** A gzip body that unzips to so many MiB of zeros: one member, made of a repeated piece of deflate. */
function gzipBomb(mebibytes: number): Buffer {
  // Ends on a byte with all its state said, so that it may be repeated.
  const piece = deflateRawSync(Buffer.alloc(MiB), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  return Buffer.concat([header, ...Array.from({ length: mebibytes }, () => piece)]);
}
