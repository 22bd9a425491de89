import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lengthBy, mouldOf, readHead } from '@/collectors/otlp/lane-head';
import { type TestCollector, testCollector } from './collector';
import { encodeRequest } from './encoder';

let test: TestCollector;
let app: Awaited<ReturnType<TestCollector['app']>>;
beforeAll(async () => {
  test = await testCollector();
  app = await test.app('shop');
});
afterAll(() => test.close());

let value = 0;
const body = (timeNs = BigInt(Date.now()) * 1_000_000n) =>
  encodeRequest(
    [['service.name', 'shop']],
    [{ name: 'x', kind: 'gauge', points: [{ attributes: [], timeNs, value: ++value }] }],
  );
const head = (length: number, token = app.token, ...more: string[]) =>
  [
    'POST /v1/metrics HTTP/1.1',
    'Host: collector',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/x-protobuf',
    `Content-Length: ${length}`,
    ...more,
    '\r\n',
  ].join('\r\n');
const request = (content: Uint8Array, ...more: string[]) =>
  Buffer.concat([Buffer.from(head(content.length, app.token, ...more)), content]);

/** A connection, and what came back on it: each answer's status, headers but for the date, and body. */
async function open() {
  const socket: Socket = connect(test.collector.port, '127.0.0.1').setNoDelay(true);
  let said = Buffer.alloc(0);
  let closed = false;
  socket.on('data', (chunk) => {
    said = Buffer.concat([said, chunk]);
  });
  socket.on('close', () => {
    closed = true;
  });
  socket.on('error', () => {});
  const answers = () => {
    const all: { status: number; headers: string[]; body: string }[] = [];
    for (let at = 0; ; ) {
      const end = said.indexOf('\r\n\r\n', at);
      if (end < 0) return all;
      const [first = '', ...lines] = said.toString('latin1', at, end).split('\r\n');
      const headers = lines.map((line) => (/^date:/i.test(line) ? 'Date' : line)).sort();
      const length = Number(/content-length: (\d+)/i.exec(lines.join('\n'))?.[1] ?? 0);
      all.push({
        status: Number(first.split(' ')[1]),
        headers,
        body: said.toString('latin1', end + 4, end + 4 + length),
      });
      at = end + 4 + length;
    }
  };
  await new Promise((resolve) => socket.once('connect', resolve));
  return {
    socket,
    answers,
    isClosed: () => closed,
    async next(count: number) {
      await expect.poll(() => answers().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
      return answers();
    },
  };
}

const storedValues = async () => (await test.stored(app.appId)).map((point) => point.value);

describe('a connection', () => {
  it('is answered when its request comes a byte at a time, and stores it once', async () => {
    const { socket, next } = await open();
    for (const byte of request(body())) socket.write(Buffer.of(byte));
    expect((await next(1))[0]?.status).toBe(200);
    expect((await storedValues()).filter((each) => each === value)).toHaveLength(1);
    socket.destroy();
  });

  it('that sends many requests without waiting gets an answer to each, in their order', async () => {
    const { socket, next } = await open();
    const good = Array.from({ length: 40 }, () => request(body()));
    const bad = Buffer.concat([Buffer.from(head(3, 'wrong')), Buffer.from('abc')]);
    const from = value;
    socket.write(Buffer.concat([...good.slice(0, 20), bad, ...good.slice(20)]));
    const statuses = (await next(41)).map(({ status }) => status);
    expect(statuses).toEqual([...Array(20).fill(200), 401, ...Array(20).fill(200)]);
    const stored = await storedValues();
    for (let i = 0; i < 40; i++) expect(stored.filter((each) => each === from - i)).toHaveLength(1);
    socket.destroy();
  });

  it('may ask for other things between its requests, and go on', async () => {
    const { socket, next } = await open();
    socket.write(request(body()));
    await next(1);
    socket.write('GET /nowhere HTTP/1.1\r\nHost: collector\r\n\r\n');
    expect((await next(2))[1]).toMatchObject({ status: 404 });
    const last = body();
    // A part of the next request comes with what is not for the lane.
    const both = Buffer.concat([Buffer.from('GET /nowhere HTTP/1.1\r\nHost: c\r\n\r\n'), request(last)]);
    socket.write(both.subarray(0, both.length - 5));
    await next(3);
    socket.write(both.subarray(both.length - 5));
    expect((await next(4)).map(({ status }) => status)).toEqual([200, 404, 404, 200]);
    expect(await storedValues()).toContain(value);
    socket.destroy();
  });

  it('that half-closes behind its request gets its answer, and is closed', async () => {
    const { socket, next, isClosed } = await open();
    socket.end(request(body()));
    expect((await next(1))[0]?.status).toBe(200);
    await expect.poll(isClosed).toBe(true);
  });

  it('is handed to node:http, and answered all the same, when a request takes long to arrive', async () => {
    const { socket, next } = await open();
    const whole = request(body());
    socket.write(whole.subarray(0, 100));
    // The time that a request has to arrive on the short way.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    socket.write(whole.subarray(100));
    expect((await next(1))[0]?.status).toBe(200);
    expect((await storedValues()).filter((each) => each === value)).toHaveLength(1);
    socket.destroy();
  });
});

describe('an answer', () => {
  /** A header that the lane leaves to node:http. */
  const elsewhere = 'TE: trailers';

  it('is the same as that of node:http, whatever it says', async () => {
    const zipped = gzipSync(body());
    const future = body(BigInt(Date.now() + 3_600_000) * 1_000_000n);
    const cases: [name: string, make: (...more: string[]) => Buffer][] = [
      ['stored', (...more) => request(body(), ...more)],
      ['zipped', (...more) => request(zipped, 'Content-Encoding: gzip', ...more)],
      ['nothing', (...more) => request(Buffer.alloc(0), ...more)],
      ['refused in part', (...more) => request(future, ...more)],
      ['broken', (...more) => request(Buffer.from('broken'), ...more)],
      ['broken gzip', (...more) => request(zipped.subarray(0, 20), 'Content-Encoding: gzip', ...more)],
      ['wrong token', (...more) => Buffer.concat([Buffer.from(head(3, 'wrong', ...more)), Buffer.from('abc')])],
    ];
    const said: Record<string, unknown[]> = {};
    for (const [name, make] of cases) {
      for (const more of [[], [elsewhere]]) {
        const { socket, next } = await open();
        socket.write(make(...more));
        const [answer] = await next(1);
        socket.destroy();
        said[name] = [...(said[name] ?? []), answer];
      }
      expect(said[name]?.[0], name).toEqual(said[name]?.[1]);
    }
    const statuses = Object.values(said).map(([answer]) => (answer as { status: number }).status);
    expect(statuses).toEqual([200, 200, 200, 200, 400, 400, 401]);
    expect(test.logged).toEqual([]);
  });
});

describe('a head', () => {
  const lines = (...more: string[]) => head(5, 't', ...more).slice(0, -4);

  it('as SDKs write it is read', () => {
    expect(readHead(lines('Content-Encoding: gzip', 'User-Agent: an SDK', 'Connection: keep-alive'))).toEqual({
      token: 't',
      coding: 'gzip',
      length: 5,
      forwardedFor: undefined,
    });
  });

  it('with anything that two readers could understand differently is left to node:http', () => {
    const unusual = [
      lines('Content-Length: 6'),
      lines('content-length: 5'),
      lines('Transfer-Encoding: chunked'),
      lines('transfer-encoding : chunked'),
      lines(' folded'),
      lines('\tfolded: yes'),
      lines('X: a\rTransfer-Encoding: chunked'),
      lines('X: a\nTransfer-Encoding: chunked'),
      lines('X\0: a'),
      lines('no colon'),
      lines('Connection: close'),
      lines('Connection: keep-alive, upgrade'),
      lines('Expect: 100-continue'),
      lines('Origin: https://shop.example.com'),
      lines('Host: twice'),
      lines('Content-Encoding: br'),
      lines('Authorization: Bearer another'),
      lines().replace('Content-Length: 5', 'Content-Length: +5'),
      lines().replace('Content-Length: 5', 'Content-Length: 0x5'),
      lines().replace('Content-Length: 5', 'Content-Length: 5, 5'),
      lines().replace('Content-Length: 5', 'Content-Length:'),
      lines().replace('Host: collector\r\n', ''),
      lines().replace('HTTP/1.1', 'HTTP/1.0'),
      lines().replace('POST', 'PUT'),
      lines().replace('/v1/metrics', '/v1/traces'),
      lines().replace('application/x-protobuf', 'application/json'),
    ];
    for (const text of unusual) expect(readHead(text), text).toBeNull();
  });

  it('that differs from the one before it in its length alone tells it without being read', () => {
    const mould = mouldOf(lines('User-Agent: an SDK'));
    const other = (value: string) =>
      lines('User-Agent: an SDK').replace('Content-Length: 5', `Content-Length: ${value}`);
    for (const length of [0, 5, 7, 64, 1_000_000]) {
      expect(lengthBy(mould, other(String(length)))).toBe(length);
      expect(readHead(other(String(length)))?.length).toBe(length);
    }
    const different = [
      other(''),
      other('+5'),
      other('5 '),
      other('5, 5'),
      other('5\r\nTransfer-Encoding: chunked\r\nX: 5'),
      other('12345678'),
      lines('User-Agent: another SDK'),
      lines('User-Agent: an SDK', 'Expect: 100-continue'),
      lines(),
      '',
    ];
    for (const text of different) expect(lengthBy(mould, text), text).toBe(-1);
    const lower = lines().replace('Content-Length', 'content-length');
    expect(lengthBy(mouldOf(lower), lower)).toBe(5);
  });
});
