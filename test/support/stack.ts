/**
 * `startStack()`: the whole real Headroom for a browser test – collector, worker and the built pages as
 * processes of their own, on free ports and a database of their own. `npm test` builds them beforehand.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type TestDatabase, testDatabase } from './database';

const READY_MS = 60_000;

export interface Stack {
  /** Address of the pages. */
  url: string;
  /** Address of the collector: POST `${collectorUrl}/v1/metrics`. */
  collectorUrl: string;
  database: TestDatabase;
  /** What its session cookies and badges are signed with. */
  secret: string;
  /** A link that makes the first operator, as `npm start` prints it. */
  firstSignInLink(): Promise<string>;
  /** Tells the pages to stop; resolves with their exit code, null if they had to be killed. */
  stopPages(): Promise<number | null>;
  close(): Promise<void>;
}

interface StackOptions {
  selfTelemetry?: boolean;
  /** More settings, once the address of the pages is known. */
  settings?: (url: string) => Promise<Record<string, string>>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  if (!existsSync('.next/BUILD_ID') || !existsSync('dist/host.mjs'))
    throw new Error('The pages are not built: run the tests by `npm test`');
  const database = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-stack-'));
  const [webPort, collectorPort, grpcPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${webPort}`;
  const secret = randomBytes(32).toString('hex');
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    NODE_OPTIONS: '',
    DATABASE_URL: database.url,
    DIRECT_DATABASE_URL: database.url,
    HEADROOM_URL: url,
    HEADROOM_WEB_PORT: String(webPort),
    HEADROOM_COLLECTOR_PORT: String(collectorPort),
    HEADROOM_GRPC_PORT: String(grpcPort),
    HEADROOM_LISTEN: '127.0.0.1',
    HEADROOM_DATA_DIR: dataDir,
    HEADROOM_SECRET: secret,
    HEADROOM_METRICS_TOKEN: randomBytes(16).toString('hex'),
    ...(await options.settings?.(url)),
    ...(options.selfTelemetry
      ? { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_METRIC_EXPORT_TIMEOUT: '900' }
      : { OTEL_SDK_DISABLED: 'true' }),
  };
  const children: Child[] = [];
  const start = (name: string, args: string[]) => children.push(child(name, args, env));
  const close = async () => {
    await Promise.all(children.map((one) => one.stop()));
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    if (options.selfTelemetry) await host(env, 'await host.ensureSelfApp({ dataDir: process.env.HEADROOM_DATA_DIR })');
    start('collector', ['dist/collector.mjs']);
    start('worker', ['dist/worker.mjs']);
    start('web', ['node_modules/next/dist/bin/next', 'start', '-p', String(webPort), '-H', '127.0.0.1']);
    const collectorUrl = `http://127.0.0.1:${collectorPort}`;
    await answers(`${collectorUrl}/readyz`, children);
    await answers(`${url}/sign-in`, children);
    const link = () => host(env, `console.log((await host.makeSignInLink({ purpose: 'first-operator' })).url)`);
    const stopPages = async () => {
      const web = children.at(-1) as Child;
      await web.stop();
      return web.exitCode();
    };
    return { url, collectorUrl, database, secret, firstSignInLink: link, stopPages, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Child {
  /** The last lines it wrote, for the error that names it. */
  said(): string;
  ended(): boolean;
  exitCode(): number | null;
  stop(): Promise<void>;
}

function child(name: string, args: string[], env: NodeJS.ProcessEnv): Child {
  const imports = ['--import', './scripts/lib/tether.mjs', '--import', './dist/telemetry.mjs'];
  const process_ = spawn(process.execPath, [...imports, ...args], {
    env: { ...env, OTEL_SERVICE_NAME: `headroom-${name}`, TETHERED_TO: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [process_.stdout, process_.stderr])
    stream?.on('data', (text) => (output = (output + text).slice(-4_000)));
  const exited = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
  const ended = () => process_.exitCode !== null || process_.signalCode !== null;
  return {
    said: () => `${name}:\n${output}`,
    ended,
    exitCode: () => process_.exitCode,
    stop: () => stop(process_, exited, ended),
  };
}

async function stop(process_: ChildProcess, exited: Promise<void>, ended: () => boolean) {
  if (ended()) return;
  process_.kill('SIGTERM');
  const kill = setTimeout(() => process_.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(kill);
}

async function answers(url: string, children: Child[]) {
  const deadlineAt = Date.now() + READY_MS;
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status > 0 && status < 500) return;
    const dead = children.find((one) => one.ended());
    if (dead) throw new Error(`a process of the stack stopped while starting: ${dead.said()}`);
    if (Date.now() > deadlineAt)
      throw new Error(`${url} answers ${status}: ${children.map((one) => one.said()).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs one statement with the start script's door to the other rooms, as a process of its own. */
function host(env: NodeJS.ProcessEnv, statement: string): Promise<string> {
  const script = `const host = await import('./dist/host.mjs'); ${statement}; await host.disconnect();`;
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    process_.stdout.on('data', (text) => (output += text));
    process_.stderr.on('data', (text) => (errors += text));
    process_.once('exit', (code) => (code === 0 ? resolve(output.trim()) : reject(new Error(errors))));
  });
}
