/** Several collectors, and exporters as people run them. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { untilDue } from '@/collectors/prometheus/targets';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { PointKind } from '@/store';
import {
  closing,
  database,
  freshScraping,
  logged,
  points,
  register,
  says,
  scrape,
  scraper,
  start,
  waitsFor,
} from './scraping';

freshScraping();

describe('several collectors', () => {
  it('share the targets: one reads, another takes over when it is gone, and a frozen one writes nothing', async () => {
    const target = await register(await says('a 1\n'));
    await scraper.stop();
    const frozen = start('frozen', 3_000);
    await scrape(target, frozen);
    const before = (await points()).length;
    // It looks no more: its lease ends, as it does for a process that is stopped.
    const second = start('second');
    await waitsFor(async () => {
      await second.refresh();
      const { rows } = await database.pool.query(
        "SELECT count(*)::int AS n FROM telemetry.lease WHERE bucket >= 256 AND owner = 'second'",
      );
      expect(rows).toEqual([{ n: 256 }]);
    });
    expect((await scrape(target, second)).up).toBe(true);
    expect(await points()).toHaveLength(2 * before);
    await frozen.stop();
    const { rows } = await database.pool.query('SELECT DISTINCT owner FROM telemetry.lease WHERE bucket >= 256');
    expect(rows).toEqual([{ owner: 'second' }]);
    closing.push(() => second.stop());
  });

  it('ask each target at its own moment of the interval', () => {
    const interval = { intervalMs: 60_000 };
    const due = Array.from(
      { length: 600 },
      (_, id) => 1_700_000_000_000 + untilDue({ id, ...interval }, 1_700_000_000_000),
    );
    const perSecond = new Map<number, number>();
    for (const at of due) perSecond.set(Math.floor(at / 1000), (perSecond.get(Math.floor(at / 1000)) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThan(30);
    for (const [id, at] of due.entries()) expect(untilDue({ id, ...interval }, at)).toBe(60_000);
  });
});

const has = (program: string) => {
  try {
    execFileSync('which', [program]);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!has('prometheus-node-exporter'))(
  'a real prometheus-node-exporter (skipped where it is not installed)',
  () => {
    it('is read as it answers: as many samples, the same values, and promtool agrees that it is one', async () => {
      const port = await freePort();
      const child = spawn('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
      closing.push(() => child.kill());
      const url = `http://127.0.0.1:${port}/metrics`;
      await waitsFor(() => fetch(url));
      const row = await scrape(await register(url));
      expect(row).toMatchObject({ up: true, lastError: null });
      const text = await (await fetch(url)).text();
      // 3: it would name some metrics otherwise; 1: it cannot read them.
      if (has('promtool'))
        expect([0, 3]).toContain(spawnSync('promtool', ['check', 'metrics'], { input: text }).status);
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      expect(Math.abs(lines.length - (row.samples ?? 0))).toBeLessThan(20);
      const all = await points();
      const memory = all.find(({ series }) => series.metric === 'node_memory_MemTotal_bytes');
      expect(memory?.value).toBe(Number(/^node_memory_MemTotal_bytes (.*)$/m.exec(text)?.[1]));
      const cpu = all.find(
        ({ series }) =>
          series.metric === 'node_cpu_seconds_total' &&
          series.attributes.mode === 'user' &&
          series.attributes.cpu === '0',
      );
      expect(cpu?.series).toMatchObject({ kind: PointKind.sum, monotonic: true, unit: 's' });
      expect(cpu?.value).toBeGreaterThan(0);
      expect(all.length).toBeGreaterThan(200);
      expect(logged).toEqual([]);
    });
  },
);
