/** The scraper against real servers and a real database. */
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Counter, Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { sealCredential } from '@/service/ingest/target-credential';
import { PointKind } from '@/store';
import {
  appId,
  clock,
  database,
  freshScraping,
  key,
  logged,
  moveClock,
  points,
  register,
  says,
  scrape,
  scraper,
  serve,
  waitsFor,
} from './scraping';

freshScraping();

const bomb = gzipSync(Buffer.alloc(99 * 1024 * 1024));

describe('a target', () => {
  it('of prom-client is stored whole, with up, duration and samples, at the time of the scrape', async () => {
    const registry = new Registry();
    const orders = new Counter({ name: 'orders_total', help: 'Orders', registers: [registry] });
    orders.inc(41);
    const url = await serve(async (request, response) => {
      expect(request.headers.accept).toContain('application/openmetrics-text');
      expect(request.headers['x-prometheus-scrape-timeout-seconds']).toBe('5');
      const body = gzipSync(await registry.metrics());
      response.writeHead(200, { 'content-type': registry.contentType, 'content-encoding': 'gzip' }).end(body);
    });
    const target = await register(url);
    const row = await scrape(target);
    expect(row).toMatchObject({ up: true, lastError: null, samples: 1, upSince: new Date(clock) });
    const all = await points();
    expect(all.map(({ series, time }) => [series.metric, time])).toEqual(
      ['orders_total', 'up', 'scrape_duration_seconds', 'scrape_samples_scraped'].map((name) => [name, clock]),
    );
    const host = new URL(url).host;
    for (const { series } of all)
      expect(series.resource).toEqual({ 'service.name': 'shop', 'service.instance.id': host });
    orders.inc();
    await scrape(target);
    const counts = (await points()).filter(({ series }) => series.metric === 'orders_total');
    expect(counts.map(({ value, series }) => [value, series.kind])).toEqual([
      [41, PointKind.sum],
      [42, PointKind.sum],
    ]);
  });

  it('that loses a series and then fails ends them at that moment', async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'queue', help: 'q', labelNames: ['name'], registers: [registry] });
    gauge.set({ name: 'a' }, 1);
    gauge.set({ name: 'b' }, 2);
    let fails = false;
    const target = await register(
      await serve(async (_, response) => response.writeHead(fails ? 500 : 200).end(await registry.metrics())),
    );
    await scrape(target);
    gauge.remove('b');
    await scrape(target);
    fails = true;
    expect(await scrape(target)).toMatchObject({ up: false, lastError: 'It answered 500.', upSince: new Date(clock) });
    const firstFailure = clock;
    expect(await scrape(target)).toMatchObject({ upSince: new Date(firstFailure) });
    const queue = (await points()).filter(({ series }) => series.metric === 'queue');
    const story = queue.map(({ series, time, flags }) => [series.attributes.name, (time - clock) / 10_000, flags]);
    expect(story.sort()).toEqual(
      [
        ['a', -3, 0],
        ['b', -3, 0],
        ['a', -2, 0],
        ['b', -2, 1],
        ['a', -1, 1],
      ].sort(),
    );
    const up = (await points()).filter(({ series }) => series.metric === 'up');
    expect(up.map(({ value }) => value)).toEqual([1, 1, 0, 0]);
  });

  it.each<[string, RequestListener, string]>([
    ['redirects', (_, r) => r.writeHead(301, { location: 'http://127.0.0.1:1/' }).end(), 'It answered 301, a redirect'],
    ['wants a credential', (_, r) => r.writeHead(401).end(), 'It answered 401: check the credential.'],
    ['is not there', (_, r) => r.writeHead(404).end(), 'It answered 404: check the path'],
    ['is a web page', (_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), 'a web page'],
    ['breaks off', (_, r) => r.writeHead(200).end('ok 1\nbroken{'), 'cannot be read: line 2: the labels have no'],
    ['is huge', (_, r) => r.writeHead(200).end(Buffer.alloc(17 * 1024 * 1024)), 'is larger than 16 MiB'],
    ['is a bomb', (_, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb), 'is larger than 16 MiB'],
    ['drips', (_, r) => void r.write('a 1\n'), 'No answer within 1 s.'],
    ['hangs', () => {}, 'No answer within 1 s.'],
  ])('that %s is down, for a reason that says what to do', async (_, answer, says) => {
    const target = await register(await serve(answer), { timeoutSeconds: says.startsWith('No answer') ? 1 : 5 });
    const row = await scrape(target);
    expect([row.up, row.lastError]).toEqual([false, expect.stringContaining(says)]);
    expect((await points()).map(({ series, value }) => [series.metric, value])).toContainEqual(['up', 0]);
    expect(logged).toEqual([]);
  });

  it('with a shut address is not asked at all', async () => {
    const row = await scrape(await register('http://10.255.255.1:9100/metrics'));
    expect(row.lastError).toBe(
      '10.255.255.1 is a private address. Ask your operator to allow it in HEADROOM_ALLOWED_TARGETS.',
    );
  });

  it('gets its credential, which is void under another address or key', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('a 1\n');
    });
    const place = { appId, url };
    const basic = sealCredential({ kind: 'basic', username: 'ada', password: 'pä:ss' }, place, [key]);
    const target = await register(url, { credentialKind: 'basic', credential: basic });
    expect((await scrape(target)).up).toBe(true);
    expect(seen).toEqual([`Basic ${Buffer.from('ada:pä:ss').toString('base64')}`]);
    const other = sealCredential({ kind: 'bearer', token: 'x' }, { ...place, url: 'http://other/' }, [key]);
    await database.prisma.scrapeTarget.update({ where: { id: target.id }, data: { credential: other } });
    expect((await scrape(target)).lastError).toContain('Its credential cannot be read');
    expect(seen).toHaveLength(1);
  });

  it('that is removed or paused ends its series; two are asked side by side, one never twice at once', async () => {
    const target = await register(await says('a 1\n'));
    await scrape(target);
    await database.prisma.scrapeTarget.delete({ where: { id: target.id } });
    moveClock(5_000);
    await scraper.refresh();
    await waitsFor(async () => {
      const ended = (await points()).filter(({ flags }) => flags === 1);
      expect(ended.map(({ series, time }) => [series.metric, time])).toEqual([['a', clock]]);
    });
    let atOnce = 0;
    const held: (() => void)[] = [];
    const slow = await serve((_, response) => {
      atOnce++;
      held.push(() => response.end('b 1\n'));
    });
    const busy = await register(slow);
    for (const later of [1, 2, 3]) {
      await database.prisma.scrapeTarget.update({
        where: { id: busy.id },
        data: { testRequestedAt: new Date(clock + later) },
      });
      await scraper.refresh();
    }
    await waitsFor(async () => expect(held).toHaveLength(1));
    const side = await register(await says('c 1\n'));
    expect((await scrape(side)).up).toBe(true);
    expect(atOnce).toBe(1);
    held[0]?.();
  });
});
