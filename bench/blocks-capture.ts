/**
 * Captures telemetry of real senders, for the bench of blocks: the demo's shop under the stock Node SDK
 * (as it comes: cumulative; and by the SDK's own settings with delta and exponential histograms), prom-client
 * and whichever of Debian's exporters the machine has. To have an hour in twelve minutes, everything is
 * collected each 2 s and times are stretched by five: a point each 10 s, with real values and jitter.
 */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startShopStack } from '@/scripts/demo/shop-stack';
import { packCapture, startCapture } from './blocks-data';
import { receive, scrape, startSecondShop, startTargets } from './blocks-senders';

const everyMs = 2_000;
const stretch = 5;

export async function capture(folder: string, minutes: number): Promise<void> {
  const programs: ChildProcess[] = [];
  const stock = startCapture('shop');
  const delta = startCapture('shop-delta');
  const shop = await startShopStack({
    bundles: resolve('dist/bench'),
    endpoint: await receive(stock),
    token: 'none',
    minutes: minutes + 2,
    environment: { OTEL_METRIC_EXPORT_INTERVAL: String(everyMs), OTEL_METRIC_EXPORT_TIMEOUT: String(everyMs - 200) },
  });
  try {
    if (shop.hasRedis) await shop.switchOn({ pooling: true, caching: true });
    const targets = await startTargets(shop, programs);
    const endpoint = await receive(delta);
    const second = await startSecondShop({ endpoint, databaseUrl: shop.databaseUrl, everyMs, programs });
    const startedAt = Date.now();
    const visits = setInterval(() => {
      const phase = (Date.now() - startedAt) / (minutes * 60_000);
      shop.load(6 + 20 * phase + 5 * Math.sin(phase * 12), 3 + Math.round(20 * phase));
      for (let i = 0; i < 4; i++) fetch(`http://127.0.0.1:${second}/products?category=${i}`).catch(() => {});
    }, 1_000);
    const scrapes = targets.map((target) => setInterval(() => scrape(target), everyMs));
    await new Promise((done) => setTimeout(done, minutes * 60_000 + 2 * everyMs));
    for (const timer of [visits, ...scrapes]) clearInterval(timer);
    for (const each of [stock, delta, ...targets.map(({ into }) => into)]) {
      const bytes = packCapture(each, stretch);
      writeFileSync(join(folder, `${each.name.replaceAll(' ', '-')}.capture`), bytes);
      console.log(`${each.name}: ${each.series.length} series, ${each.times.length} points, ${bytes.length} bytes`);
    }
  } finally {
    for (const program of programs) program.kill('SIGTERM');
    await shop.stop();
  }
}
