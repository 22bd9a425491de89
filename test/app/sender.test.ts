import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nameSenders, senderOf } from '@/app/sender';

const server = createServer((request, response) => {
  response.end(String(senderOf(new Headers(request.headers as Record<string, string>))));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());

const ask = async (headers: Record<string, string>) => {
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
};

it('a sender is nobody until sockets are looked at, and never what it calls itself', async () => {
  const forged = { 'x-headroom-sender': '10.0.0.1' };
  expect(await ask(forged)).toBe('null');
  nameSenders([]);
  expect(await ask(forged)).toBe('127.0.0.1');
  expect(await ask({ ...forged, 'x-forwarded-for': '10.0.0.1, 192.0.2.7' })).toBe('192.0.2.7');
});
