/** What proxies and web servers before an app tell of its requests, before and after known work. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type Exporter, type Ground, printed } from './ground';
import { keepScrapes, scrape } from './scraped';

const WORK = '54 answers of 200, 6 of 500 and 4 of 404 in between';
const metricsAt = (port: number) => `http://127.0.0.1:${port}/metrics`;
const version = (text: string) => /(\d+\.\d+(\.\d+)?)/.exec(text)?.[1] ?? '';

interface Behind {
  /** Of the app that answers, and free ones for the proxy and its metrics. */
  app: number;
  port: number;
  metricsPort: number;
  exporterPort: number;
}

/** An app behind a proxy: /fails answers 500, /nothing 404, the rest 200. */
async function withApp(work: (behind: Behind) => Promise<void>): Promise<void> {
  const server = createServer(({ url }, answer) => {
    answer.statusCode = url === '/fails' ? 500 : url === '/nothing' ? 404 : 200;
    answer.end('well');
  });
  const app = await freePort();
  await new Promise<void>((done) => server.listen(app, '127.0.0.1', done));
  try {
    const [port, metricsPort, exporterPort] = [await freePort(), await freePort(), await freePort()];
    await work({ app, port, metricsPort, exporterPort });
  } finally {
    server.close();
  }
}

const get = async (port: number, path: string) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  await answer.arrayBuffer();
};

async function knownWork(port: number): Promise<void> {
  for (let i = 0; i < 54; i++) await get(port, `/products/${i}`);
  for (let i = 0; i < 6; i++) await get(port, '/fails');
  for (let i = 0; i < 4; i++) await get(port, '/nothing');
}

interface Proxy {
  name: string;
  programs: string[];
  made: () => string;
  families: RegExp;
  /** Starts it and what exposes its metrics; answers where those are. */
  start: (ground: Ground, behind: Behind) => string;
}

function proxied({ name, programs, made, families, start }: Proxy): Exporter {
  return {
    name,
    programs,
    capture: (ground) =>
      withApp(async (behind) => {
        const url = start(ground, behind);
        await ground.waitFor(name, () => get(behind.port, '/'));
        const before = await ground.waitFor(`${name}'s metrics`, async () => {
          const text = await scrape(url);
          if (!text.split('\n').some((line) => families.test(line))) throw new Error('nothing yet');
          return text;
        });
        await knownWork(behind.port);
        // Some tell what is over a second ago.
        await new Promise((done) => setTimeout(done, 1_500));
        keepScrapes(name, { made: `${made()}; ${WORK}`, families, before, after: await scrape(url) });
      }),
  };
}

function haproxyConfig({ app, port, metricsPort }: Behind): string {
  return `defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind 127.0.0.1:${port}
  default_backend shop
frontend watch
  bind 127.0.0.1:${metricsPort}
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /stats
backend shop
  server one 127.0.0.1:${app}
`;
}

function startHaproxy(ground: Ground, behind: Behind): void {
  const file = join(ground.folder, 'haproxy.cfg');
  writeFileSync(file, haproxyConfig(behind));
  ground.start('haproxy', ['haproxy', '-db', '-f', file]);
}

const haproxy = proxied({
  name: 'haproxy',
  programs: ['haproxy'],
  made: () => `HAProxy ${version(printed('haproxy', '-v'))}'s own metrics, of the proxies, not of each server`,
  families: /^haproxy_(frontend|backend)_(http_responses_total|http_requests_total|current_sessions|current_queue)[ {]/,
  start(ground, behind) {
    startHaproxy(ground, behind);
    return `${metricsAt(behind.metricsPort)}?scope=frontend&scope=backend`;
  },
});

const haproxyExporter = proxied({
  name: 'haproxy-exporter',
  programs: ['haproxy', 'prometheus-haproxy-exporter'],
  made: () =>
    `haproxy_exporter (Debian 12) beside HAProxy ${version(printed('haproxy', '-v'))}, as it was before HAProxy told metrics itself`,
  families: /^haproxy_(frontend|backend)_(http_responses_total|http_requests_total|current_sessions|current_queue)[ {]/,
  start(ground, behind) {
    startHaproxy(ground, behind);
    ground.start('haproxy-exporter', [
      'prometheus-haproxy-exporter',
      `--haproxy.scrape-uri=http://127.0.0.1:${behind.metricsPort}/stats;csv`,
      `--web.listen-address=127.0.0.1:${behind.exporterPort}`,
    ]);
    return metricsAt(behind.exporterPort);
  },
});

const nginx = proxied({
  name: 'nginx-exporter',
  programs: ['nginx', 'prometheus-nginx-exporter'],
  made: () => 'nginx-prometheus-exporter (Debian 12) beside nginx 1.22 (stub_status)',
  families: /^nginx_(http_requests_total|connections_(active|accepted|handled)|up)[ {]/,
  start(ground, { app, port, metricsPort }) {
    const home = join(ground.folder, 'nginx');
    mkdirSync(home);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const folders = temporary.map((kind) => `  ${kind}_temp_path ${home}/${kind};`).join('\n');
    writeFileSync(
      join(home, 'nginx.conf'),
      `daemon off;
pid ${home}/pid;
error_log ${home}/error.log;
events {}
http {
  access_log off;
${folders}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${app}; }
    location = /stub_status { stub_status; }
  }
}
`,
    );
    ground.start('nginx', ['nginx', '-p', home, '-c', join(home, 'nginx.conf')]);
    ground.start('nginx-exporter', [
      'prometheus-nginx-exporter',
      `-nginx.scrape-uri=http://127.0.0.1:${port}/stub_status`,
      `-web.listen-address=127.0.0.1:${metricsPort}`,
      '-nginx.retries=20',
    ]);
    return metricsAt(metricsPort);
  },
});

const apache = proxied({
  name: 'apache-exporter',
  programs: ['apache2', 'prometheus-apache-exporter'],
  made: () => `apache_exporter (Debian 12) beside Apache ${version(printed('apache2', '-v'))} (mod_status)`,
  families: /^apache_(accesses_total|workers|up)[ {]/,
  start(ground, { app, port, metricsPort }) {
    const home = join(ground.folder, 'apache');
    mkdirSync(home);
    const modules = ['mpm_event', 'authz_core', 'status', 'proxy', 'proxy_http'];
    const load = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n');
    writeFileSync(
      join(home, 'apache.conf'),
      `ServerName localhost
ServerRoot ${home}
PidFile ${home}/pid
ErrorLog ${home}/error.log
DefaultRuntimeDir ${home}
Listen 127.0.0.1:${port}
${load}
ExtendedStatus On
<Location /server-status>
  SetHandler server-status
</Location>
ProxyPass /server-status !
ProxyPass / http://127.0.0.1:${app}/
`,
    );
    ground.start('apache', ['apache2', '-f', join(home, 'apache.conf'), '-DFOREGROUND']);
    ground.start('apache-exporter', [
      'prometheus-apache-exporter',
      `--scrape_uri=http://127.0.0.1:${port}/server-status?auto`,
      `--telemetry.address=127.0.0.1:${metricsPort}`,
    ]);
    return metricsAt(metricsPort);
  },
});

const caddy = proxied({
  name: 'caddy',
  programs: ['caddy'],
  made: () => `Caddy ${version(printed('caddy', 'version'))}'s own metrics`,
  families: /^caddy_http_(requests_total|request_duration_seconds)/,
  start(ground, { app, port, metricsPort }) {
    const file = join(ground.folder, 'Caddyfile');
    writeFileSync(
      file,
      `{
	admin 127.0.0.1:${metricsPort}
	auto_https off
	servers {
		metrics
	}
}
http://127.0.0.1:${port} {
	reverse_proxy 127.0.0.1:${app}
}
`,
    );
    ground.start('caddy', ['caddy', 'run', '--config', file, '--adapter', 'caddyfile']);
    return metricsAt(metricsPort);
  },
});

const varnish = proxied({
  name: 'varnish-exporter',
  programs: ['varnishd', 'prometheus-varnish-exporter'],
  made: () => `varnish_exporter (Debian 12) beside Varnish ${version(printed('varnishd', '-V'))}`,
  families: /^varnish_main_(client_req|cache_hit|cache_miss|sessions)[ {]/,
  start(ground, { app, port, metricsPort }) {
    const home = join(ground.folder, 'varnish');
    ground.start('varnish', [
      'varnishd',
      ...['-F', '-a', `127.0.0.1:${port}`, '-b', `127.0.0.1:${app}`, '-n', home, '-s', 'malloc,32m'],
    ]);
    ground.start('varnish-exporter', [
      'prometheus-varnish-exporter',
      ...['-n', home, `-web.listen-address=127.0.0.1:${metricsPort}`],
    ]);
    return metricsAt(metricsPort);
  },
});

export const PROXIES = [haproxy, haproxyExporter, nginx, apache, caddy, varnish];
