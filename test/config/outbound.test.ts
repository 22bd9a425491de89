import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllowedTargets, TargetRefused } from '@/config/allowed-targets';
import { type Outbound, type OutboundRequest, outbound, type Resolve } from '@/config/outbound';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function serve(answer: RequestListener): Promise<{ port: number; server: Server; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { port: (server.address() as AddressInfo).port, server, asked: () => asked };
}

function way(rules: string, resolve?: Resolve): Outbound {
  const made = outbound(parseAllowedTargets(rules), resolve);
  opened.push(made);
  return made;
}

const limits = { headers: {}, timeoutMs: 5_000, mostBytes: 1024 * 1024 };
const to = (host: string, port: number): OutboundRequest => ({ ...limits, url: new URL(`http://${host}:${port}/m`) });

describe('where a request goes', () => {
  it('is not to an address that is shut, literal or behind a name', async () => {
    const { port, asked } = await serve((_, response) => response.end('secret'));
    await expect(way('').get(to('127.0.0.1', port))).rejects.toThrow('127.0.0.1 is a loopback address.');
    await expect(way('').get(to('[::ffff:127.0.0.1]', port))).rejects.toThrow('is a loopback address.');
    const toLoopback: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    await expect(way('', toLoopback).get(to('shop.example', port))).rejects.toThrow(
      'shop.example leads to a loopback address.',
    );
    expect(asked()).toBe(0);
  });

  it('is refused if a single one of the addresses of a name is shut', async () => {
    const { port, asked } = await serve((_, response) => response.end('ok'));
    const both: Resolve = async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    await expect(way('127.0.0.1', both).get(to('shop.example', port))).rejects.toBeInstanceOf(TargetRefused);
    expect(asked()).toBe(0);
  });

  it('is the very address that was checked, though the name changes its answer', async () => {
    const { port, asked } = await serve((_, response) => response.end('secret'));
    let lookups = 0;
    // Public when it is entered, and at every other look: a guard that looks twice would let it in.
    const rebinding: Resolve = async () => [
      lookups++ % 2 === 0 ? { address: '192.31.0.1', family: 4 } : { address: '127.0.0.1', family: 4 },
    ];
    const out = way('', rebinding);
    const url = new URL(`http://shop.example:${port}/`);
    await out.check(url);
    await expect(out.get({ ...limits, url })).rejects.toThrow('leads to a loopback address');
    await expect(out.get({ ...limits, url, timeoutMs: 200 })).rejects.toThrow();
    expect([lookups, asked()]).toEqual([3, 0]);
  });

  it('is not where a redirect points', async () => {
    const { port: secret, asked } = await serve((_, response) => response.end('secret'));
    const { port } = await serve((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${secret}/` }).end(),
    );
    expect(await way('127.0.0.1').get(to('127.0.0.1', port))).toMatchObject({ status: 302 });
    expect(asked()).toBe(0);
  });
});

describe('what an answer may be', () => {
  it('is plain or gzip', async () => {
    const { port } = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      response.setHeader('content-encoding', 'gzip').end(gzipSync('a 1\n'));
    });
    expect((await way('127.0.0.1').get(to('127.0.0.1', port))).body.toString()).toBe('a 1\n');
  });

  it.each([
    ['too large', Buffer.alloc(2 * 1024 * 1024), {}, 'The answer is larger than 1 MiB.'],
    ['a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 'larger than 1 MiB'],
    ['no gzip', Buffer.from('a 1'), { 'content-encoding': 'gzip' }, 'The gzip of its answer is broken.'],
    ['a cut-off gzip', gzipSync('a 1\n'.repeat(99)).subarray(0, 20), { 'content-encoding': 'gzip' }, 'is cut off.'],
    ['another coding', Buffer.from('a 1'), { 'content-encoding': 'br' }, 'was not asked for'],
  ])('is not %s', async (_, body, headers, says) => {
    const { port } = await serve((_request, response) => response.writeHead(200, headers).end(body));
    await expect(way('127.0.0.1').get(to('127.0.0.1', port))).rejects.toThrow(says);
  });

  it('ends in time, however slowly it drips', async () => {
    const drips: NodeJS.Timeout[] = [];
    const { port } = await serve((_, response) => void drips.push(setInterval(() => response.write('a'), 20)));
    const asking = way('127.0.0.1').get({ ...to('127.0.0.1', port), timeoutMs: 300 });
    await expect(asking).rejects.toThrow('No answer within 0.3 s.');
    for (const drip of drips) clearInterval(drip);
  });

  it('is read only as far as there is room', async () => {
    const { port } = await serve((_, response) => response.end(Buffer.alloc(300_000)));
    let room = 100_000;
    const hold = (bytes: number) => {
      room -= bytes;
      return room >= 0;
    };
    await expect(way('127.0.0.1').get({ ...to('127.0.0.1', port), hold })).rejects.toThrow('holds too much now');
  });

  it('is asked for once more where a kept connection had been closed', async () => {
    const { port, server } = await serve((_, response) => response.end('ok'));
    server.keepAliveTimeout = 30_000;
    const out = way('127.0.0.1');
    expect((await out.get(to('127.0.0.1', port))).body.toString()).toBe('ok');
    server.closeAllConnections();
    expect((await out.get(to('127.0.0.1', port))).body.toString()).toBe('ok');
  });
});

describe('why there was none', () => {
  it('is said in words', async () => {
    const { port, server } = await serve((_, response) => response.end());
    await new Promise((resolve) => server.close(resolve));
    await expect(way('127.0.0.1').get(to('127.0.0.1', port))).rejects.toThrow('Nothing listens there');
    const missing: Resolve = async () => {
      throw Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    };
    await expect(way('', missing).get(to('shop.example', 80))).rejects.toThrow('This name is not found.');
    const talker = createTcpServer((socket) => socket.end('SSH-2.0-x\r\n'));
    await new Promise<void>((resolve) => talker.listen(0, '127.0.0.1', resolve));
    opened.push(talker);
    const ssh = (talker.address() as AddressInfo).port;
    await expect(way('127.0.0.1').get(to('127.0.0.1', ssh))).rejects.toThrow('It does not speak HTTP on this port.');
    const https = { ...limits, url: new URL(`https://127.0.0.1:${ssh}/`) };
    await expect(way('127.0.0.1').get(https)).rejects.toThrow('It does not speak TLS on this port: try http.');
  });
});
