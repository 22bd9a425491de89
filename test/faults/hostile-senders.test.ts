/** What senders with a token, or strangers, may try: the collector stays up and small, and a good sender is not disturbed. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp, post } from '../collectors/collector';
import { encodeRequest } from '../collectors/encoder';
import { testDatabase } from '../support/database';
import { limitMs, long } from './long';
import { type Collectors, collectorsFor, type Running } from './processes';

const MiB = 1024 * 1024;
const gauge = (timeNs: bigint, value: number) =>
  encodeRequest(
    [['service.name', 'good']],
    [{ name: 'good', kind: 'gauge', points: [{ attributes: [], timeNs, value }] }],
  );

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

/** A gzip body that unzips to so many MiB of zeros: one member, made of a repeated piece of deflate. */
function gzipBomb(mebibytes: number): Buffer {
  // Ends on a byte with all its state said, so that it may be repeated.
  const piece = deflateRawSync(Buffer.alloc(MiB), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  return Buffer.concat([header, ...Array.from({ length: mebibytes }, () => piece)]);
}
