// The start itself, once the packages are there: database, tables, build, processes, address.
import { join } from 'node:path';
import { build, bundle, bundleOptions, generateClient, settingsModule } from './build.mjs';
import { supervise } from './children.mjs';
import { embeddedPostgres, stopOrphan } from './embedded.mjs';
import { workerArgs } from './node-args.mjs';
import { keptSecret, postgresHome, takeDataDir, writeSupervisor } from './place.mjs';
import { refuseTakenPorts } from './ports.mjs';
import { stopLater } from './shutdown.mjs';
import { bold, faint, step } from './terminal.mjs';

/** @typedef {import('../../config/settings').GivenSettings} GivenSettings */

/** @param {{ root: string, dev: boolean }} options */
export async function up({ root, dev }) {
  const { readSettings } = await settingsModule(root);
  const given = readSettings(process.env);
  const release = takeDataDir(given.dataDir);
  stopLater({ stop: release, kill: release });
  const home = given.databaseUrl ? null : postgresHome({ root, dataDir: given.dataDir });
  if (home) await stopOrphan(home);
  await refuseTakenPorts(portsOf(given));

  const { dataDir, postgresPort } = given;
  const databaseUrl = home
    ? await step('Database', (say) => embeddedPostgres({ root, dataDir, home, port: postgresPort, say }))
    : String(given.databaseUrl);
  const directDatabaseUrl = given.directDatabaseUrl ?? databaseUrl;
  await step('Tables', async (say) => {
    const { migrate } = await import('../migrate.mjs');
    const applied = await migrate(directDatabaseUrl);
    const [only] = applied;
    say(
      only === undefined
        ? 'up to date'
        : applied.length > 1
          ? `${applied.length} migrations applied`
          : `applied ${only}`,
    );
  });
  await step('Build', (say) => (dev ? prepareDev(root, say) : build(root, say)));

  const env = environment(given, { databaseUrl, directDatabaseUrl, dev });
  Object.assign(process.env, env);
  const host = await import(new URL(`file://${join(root, 'dist', 'host.mjs')}`).href);
  await host.ensureSelfApp({ dataDir });

  // The build took its time: whoever has taken a port since would answer in our place.
  await refuseTakenPorts(portsOf(given).filter(({ port }) => port !== postgresPort));
  const children = await startChildren({ root, given, env, dev });
  writeSupervisor(given.dataDir, {
    pid: process.pid,
    url: given.url,
    collectorPort: given.collectorPort,
    databaseUrl,
    directDatabaseUrl,
  });
  await greet(given, host);
  for (const child of children) child.announce();
}

/** @param {GivenSettings} given */
function portsOf({ webPort, collectorPort, grpcPort, workerPort, postgresPort, listen, databaseUrl }) {
  const ports = [
    { port: webPort, host: listen, setting: 'HEADROOM_WEB_PORT', what: 'the pages' },
    { port: collectorPort, host: listen, setting: 'HEADROOM_COLLECTOR_PORT', what: 'the collector' },
    { port: grpcPort, host: listen, setting: 'HEADROOM_GRPC_PORT', what: 'the collector (gRPC)' },
    ...(workerPort === null
      ? []
      : [{ port: workerPort, host: listen, setting: 'HEADROOM_WORKER_PORT', what: 'the worker' }]),
  ];
  const postgres = {
    port: postgresPort,
    host: '127.0.0.1',
    setting: 'HEADROOM_POSTGRES_PORT',
    what: 'the embedded PostgreSQL',
  };
  return databaseUrl ? ports : [...ports, postgres];
}

/**
 * What every process of ours gets to know.
 * @param {GivenSettings} given @param {{ databaseUrl: string, directDatabaseUrl: string, dev: boolean }} made
 */
function environment(given, { databaseUrl, directDatabaseUrl, dev }) {
  return {
    ...process.env,
    NODE_ENV: /** @type {'development' | 'production'} */ (dev ? 'development' : 'production'),
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    DIRECT_DATABASE_URL: directDatabaseUrl,
    HEADROOM_URL: given.url,
    HEADROOM_WEB_PORT: String(given.webPort),
    HEADROOM_COLLECTOR_PORT: String(given.collectorPort),
    HEADROOM_GRPC_PORT: String(given.grpcPort),
    HEADROOM_LISTEN: given.listen,
    HEADROOM_DATA_DIR: given.dataDir,
    HEADROOM_SECRET: given.secret ?? keptSecret(given.dataDir, 'secret'),
    HEADROOM_METRICS_TOKEN: given.metricsToken ?? keptSecret(given.dataDir, 'metrics-token'),
  };
}

/** @param {{ root: string, given: GivenSettings, env: NodeJS.ProcessEnv, dev: boolean }} options */
async function startChildren({ root, given, env, dev }) {
  const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const listen = given.listen.includes(':') ? `[${given.listen}]` : given.listen;
  const near = given.listen === '0.0.0.0' ? '127.0.0.1' : listen === '[::]' ? '[::1]' : listen;
  const child = (
    /** @type {string} */ name,
    /** @type {string[]} */ args,
    /** @type {string | undefined} */ readyUrl,
  ) =>
    supervise({
      name,
      args: ['--import', './scripts/lib/tether.mjs', '--import', './dist/telemetry.mjs', ...args],
      env: { ...env, OTEL_SERVICE_NAME: `headroom-${name}` },
      cwd: root,
      logs: join(given.dataDir, 'logs'),
      readyUrl,
    });
  const collector = child('collector', ['dist/collector.mjs'], `http://${near}:${given.collectorPort}/readyz`);
  const worker = child(
    'worker',
    [...workerArgs, 'dist/worker.mjs'],
    given.workerPort === null ? undefined : `http://${near}:${given.workerPort}/readyz`,
  );
  const web = child(
    'web',
    [next, dev ? 'dev' : 'start', '-p', String(given.webPort), '-H', given.listen],
    `http://${near}:${given.webPort}/sign-in`,
  );
  await step('Collector', async (say) => {
    await collector.ready();
    say(`OTLP over HTTP on port ${given.collectorPort}, over gRPC on ${given.grpcPort}`);
  });
  await step('Worker', () => worker.ready());
  await step('Pages', async (say) => {
    await web.ready();
    say(`on port ${given.webPort}${dev ? ', reloaded as sources change' : ''}`);
  });
  if (dev) await restartOnChange(root, { collector, worker });
  return [collector, worker, web];
}

/** @param {GivenSettings} given @param {{ needsFirstOperator(): Promise<boolean>, makeSignInLink(input: { purpose: 'first-operator' }): Promise<{ url: string, expiresAt: number }>, disconnect(): Promise<void> }} host */
async function greet({ url }, host) {
  const lines = ['', `  ${bold(`Headroom is ready: ${url}`)}`];
  if (await host.needsFirstOperator()) {
    const link = await host.makeSignInLink({ purpose: 'first-operator' });
    lines.push(`  Sign in, once, until ${new Date(link.expiresAt).toTimeString().slice(0, 5)}: ${bold(link.url)}`);
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    lines.push(
      `  Warning: ${url} is plain http: passwords and sessions cross the network readable. Put https before it and set HEADROOM_URL.`,
    );
  }
  await host.disconnect();
  process.stdout.write(`${[...lines, faint('  Ctrl-C stops everything.'), ''].join('\n')}\n`);
}

/** @param {string} root @param {(detail: string) => void} say */
async function prepareDev(root, say) {
  await generateClient(root);
  await bundle(root, ['telemetry', 'collector', 'worker', 'host']);
  say('collector and worker bundled; pages are built as they are asked for');
}

/** @param {string} root @param {Record<'collector' | 'worker', ReturnType<typeof supervise>>} children */
async function restartOnChange(root, children) {
  const esbuild = await import('esbuild');
  for (const [name, child] of Object.entries(children)) {
    let first = true;
    const context = await esbuild.context({
      ...bundleOptions(root, [name]),
      logLevel: 'error',
      plugins: [
        {
          name: 'restart',
          setup: (pluginBuild) =>
            pluginBuild.onEnd(async ({ errors }) => {
              if (!first && errors.length === 0) {
                process.stdout.write(`  ${name} changed: restarting it\n`);
                await child.restart();
              }
              first = false;
            }),
        },
      ],
    });
    await context.watch();
    stopLater({ stop: () => context.dispose(), kill: () => {} });
  }
}
