/** What exporters tell of disks and of how large a database is, before and after known work. */
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type Exporter, printed } from './ground';
import { keepScrapes, scrape } from './scraped';

const metricsAt = (port: number) => `http://127.0.0.1:${port}/metrics`;
const listen = (port: number) => `--web.listen-address=127.0.0.1:${port}`;
const version = (program: string) => /version (\S+)/.exec(printed(program, '--version'))?.[1] ?? '';

const node: Exporter = {
  name: 'node-exporter',
  programs: ['prometheus-node-exporter'],
  async capture(ground) {
    const port = await freePort();
    const exporter = ground.start(this.name, ['prometheus-node-exporter', listen(port)]);
    const before = await ground.waitFor(this.name, () => scrape(metricsAt(port)));
    keepScrapes(this.name, {
      made: `node_exporter ${version('prometheus-node-exporter')} (Debian 12) on a host with one disk`,
      families: /^node_filesystem_(size_bytes|free_bytes|avail_bytes|readonly)[ {]/,
      before,
      after: await scrape(metricsAt(port)),
    });
    await ground.stop(exporter);
  },
};

const postgres: Exporter = {
  name: 'postgres-size',
  programs: ['prometheus-postgres-exporter', 'psql'],
  async capture(ground) {
    const port = await freePort();
    const ask = (statement: string) => printed('psql', ground.databaseUrl, '-Atqc', statement);
    const exporter = ground.start(this.name, ['prometheus-postgres-exporter', listen(port)], {
      DATA_SOURCE_NAME: `${ground.databaseUrl}${ground.databaseUrl.includes('?') ? '&' : '?'}sslmode=disable`,
    });
    const up = async () => {
      const text = await scrape(metricsAt(port));
      if (!/^pg_up 1$/m.test(text)) throw new Error('PostgreSQL is not up');
      return text;
    };
    const before = await ground.waitFor(this.name, up);
    ask('CREATE TABLE visits AS SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, 40000) n');
    ask('SELECT count(*) FROM visits');
    // A session's counts are told when it ends.
    await new Promise((done) => setTimeout(done, 1_500));
    const server = ask('SHOW server_version');
    keepScrapes(this.name, {
      made: `postgres_exporter ${version('prometheus-postgres-exporter')} (Debian 12) on PostgreSQL ${server}; a table of 40,000 rows made and read in between`,
      families: /^pg_(database_size_bytes|stat_database_blks_(hit|read))[ {]/,
      before,
      after: await up(),
    });
    ask('DROP TABLE visits');
    await ground.stop(exporter);
  },
};

export const STORAGE = [node, postgres];
