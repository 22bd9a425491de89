/** An app in Go: what Prometheus scrapes of it before and after known work. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type Exporter, printed } from './ground';
import { keepScrapes, scrape } from './scraped';

const COMPILER = 'go';
/** Debian's library; `go build` without modules finds it here. */
const GO_LIBRARY = '/usr/share/gocode';

export const GO_CLIENT: Exporter = {
  name: 'go-prometheus',
  programs: [COMPILER],
  async capture(ground) {
    const library = join(GO_LIBRARY, 'src/github.com/prometheus/client_golang');
    if (!existsSync(library)) {
      console.log(`${this.name} is left out: golang-github-prometheus-client-golang-dev is not installed`);
      return;
    }
    const program = join(ground.folder, 'shop-go');
    const built = spawnSync(COMPILER, ['build', '-o', program, resolve('scripts/capture/apps/shop.go')], {
      env: { ...process.env, GO111MODULE: 'off', GOPATH: GO_LIBRARY, GOCACHE: join(ground.folder, 'go-cache') },
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error(built.stderr);
    const port = await freePort();
    const shop = ground.start(this.name, [program], { SHOP_ADDRESS: `127.0.0.1:${port}` });
    const metrics = `http://127.0.0.1:${port}/metrics`;
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.arrayBuffer());
    await ground.waitFor(this.name, () => ask('/products'));
    for (const path of ['/fails', '/healthz']) await ask(path);
    const before = await scrape(metrics);
    for (let i = 0; i < 54; i++) await ask('/products');
    for (let i = 0; i < 6; i++) await ask('/fails');
    for (let i = 0; i < 10; i++) await ask('/healthz');
    keepScrapes(this.name, {
      made: `client_golang 1.14 (Debian 12), ${printed(COMPILER, 'version')}; 54 products, 6 failures, 10 health checks in between`,
      families:
        /^(http_request_duration_seconds|process_|go_(sched_gomaxprocs_threads|goroutines|memstats_sys_bytes)[ {])/,
      before,
      after: await scrape(metrics),
    });
    await ground.stop(shop);
  },
};
