/** Python apps as people run them: frameworks under opentelemetry-instrument, nothing of telemetry in their code. */
import { join, resolve } from 'node:path';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type Ground, inVenv, isInstalled, pause, printed } from './ground';
import { around, exporting, keepPushed, startCatcher } from './pushed';

const apps = resolve('scripts/capture/apps');

interface WebApp {
  name: string;
  command: (port: string) => string[];
  packages: string[];
  environment?: Record<string, string>;
}

const NEW_NAMES = { OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database' };
const flask = () => ['python', join(apps, 'flask_shop.py')];
const gunicorn = (app: string) => (port: string) => [
  inVenv('gunicorn'),
  '--chdir',
  apps,
  '--workers',
  '2',
  '--bind',
  `127.0.0.1:${port}`,
  app,
];
const uvicorn = (port: string) => [inVenv('uvicorn'), '--app-dir', apps, '--port', port, 'fastapi_shop:app'];
const flaskPackages = ['flask', 'sqlalchemy', 'psycopg', 'redis'];
const django = { DJANGO_SETTINGS_MODULE: 'django_settings', PYTHONPATH: apps };

const WEB_APPS: WebApp[] = [
  { name: 'python-flask', command: flask, packages: flaskPackages },
  { name: 'python-flask-new', command: flask, packages: flaskPackages, environment: NEW_NAMES },
  {
    name: 'python-gunicorn',
    command: gunicorn('flask_shop:app'),
    packages: ['gunicorn', ...flaskPackages],
    environment: NEW_NAMES,
  },
  {
    name: 'python-django',
    command: gunicorn('django_shop:application'),
    packages: ['django', 'gunicorn', 'psycopg'],
    environment: django,
  },
  {
    name: 'python-django-new',
    command: gunicorn('django_shop:application'),
    packages: ['django', 'gunicorn', 'psycopg'],
    environment: { ...django, ...NEW_NAMES },
  },
  { name: 'python-fastapi', command: uvicorn, packages: ['fastapi', 'uvicorn', 'psycopg', 'redis'] },
  {
    name: 'python-fastapi-new',
    command: uvicorn,
    packages: ['fastapi', 'uvicorn', 'psycopg', 'redis'],
    environment: NEW_NAMES,
  },
];

export async function capturePython(ground: Ground, wanted: (name: string) => boolean): Promise<void> {
  if (!isInstalled(inVenv('opentelemetry-instrument')))
    return console.log('opentelemetry-instrument is not installed: Python is left out');
  for (const app of WEB_APPS.filter(({ name }) => wanted(name))) await captureWebApp(ground, app);
  if (wanted('python-celery')) await captureCelery(ground);
}

async function captureWebApp(ground: Ground, { name, command, packages, environment = {} }: WebApp): Promise<void> {
  const catcher = await startCatcher();
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const shop = ground.start(name, [inVenv('opentelemetry-instrument'), ...command(port)], {
    ...shopEnvironment(ground),
    ...exporting('shop', catcher.endpoint),
    ...environment,
    SHOP_PORT: port,
  });
  const ask = (path: string) => fetch(url + path).then((answer) => answer.arrayBuffer());
  await ground.waitFor(name, () => ask('/healthz'));
  // Every worker has met every route before the count begins.
  for (let i = 0; i < 30; i++) await Promise.all(['/products/1', '/products/2', '/fails', '/healthz'].map(ask));
  const work = { products: 54, fails: 6, healthz: 10 };
  const bodies = await around(catcher, async () => {
    for (let i = 0; i < work.products; i++) await ask(`/products/${i}`);
    for (let i = 0; i < work.fails; i++) await ask('/fails');
    for (let i = 0; i < work.healthz; i++) await ask('/healthz');
  });
  await ground.stop(shop);
  catcher.close();
  keepPushed(name, { made: versions(packages), work }, bodies);
}

/** Jobs: a worker with two processes, and a broker. */
async function captureCelery(ground: Ground): Promise<void> {
  const catcher = await startCatcher();
  const environment = { ...shopEnvironment(ground), PYTHONPATH: apps };
  const instrumented = { ...environment, ...exporting('jobs', catcher.endpoint) };
  const worker = ground.start(
    'celery',
    [inVenv('opentelemetry-instrument'), inVenv('celery'), '--app', 'jobs', 'worker', '--concurrency', '2'],
    instrumented,
  );
  const send = async (jobs: number, broken: number) => {
    const counts = { SHOP_JOBS: String(jobs), SHOP_BROKEN_JOBS: String(broken) };
    const sender = ground.start('sender', [inVenv('python'), join(apps, 'jobs.py')], { ...environment, ...counts });
    await new Promise((done) => sender.once('exit', done));
    await pause(3_000);
  };
  await pause(5_000);
  await send(20, 4);
  const work = { jobs: 40, broken: 5 };
  const bodies = await around(catcher, () => send(work.jobs, work.broken));
  await ground.stop(worker);
  catcher.close();
  keepPushed('python-celery', { made: versions(['celery', 'redis']), work }, bodies);
}

function shopEnvironment({ databaseUrl, redisPort }: Ground): Record<string, string> {
  return {
    SHOP_DATABASE_URL: databaseUrl,
    SHOP_REDIS_PORT: String(redisPort),
    PATH: [process.env.CAPTURE_PYTHON && join(process.env.CAPTURE_PYTHON, 'bin'), process.env.PATH]
      .filter(Boolean)
      .join(':'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

function versions(packages: string[]): string {
  const all = [...packages, 'opentelemetry-sdk', 'opentelemetry-instrumentation'];
  const code = `from importlib.metadata import version; print(', '.join(n + ' ' + version(n) for n in ${JSON.stringify(all)}))`;
  return `${printed(inVenv('python'), '--version')}: ${printed(inVenv('python'), '-c', code)}`;
}
