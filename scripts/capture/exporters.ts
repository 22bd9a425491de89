/** What Prometheus scrapes beside real servers, before and after known work. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { GO_CLIENT } from './go';
import { type Exporter, type Ground, inVenv, isInstalled, pause, printed } from './ground';
import { PROXIES } from './proxies';
import { keepScrapes, scrape } from './scraped';
import { STORAGE } from './storage';

const apps = resolve('scripts/capture/apps');
const metricsAt = (port: number) => `http://127.0.0.1:${port}/metrics`;
const listen = (port: number) => `--web.listen-address=127.0.0.1:${port}`;

const mysqld: Exporter = {
  name: 'mysqld-exporter',
  programs: ['mariadbd', 'mariadb-install-db', 'prometheus-mysqld-exporter'],
  async capture(ground) {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const data = join(ground.folder, 'mysql');
    printed(
      'mariadb-install-db',
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--user=root',
    );
    const socket = join(ground.folder, 'mysql.sock');
    const server = ground.start('mysql', [
      'mariadbd',
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--user=root',
      '--max-connections=80',
    ]);
    const ask = async (statement: string) => {
      const said = printed('mariadb', '--no-defaults', `--socket=${socket}`, '--user=root', '-BNe', statement);
      if (/error/i.test(said)) throw new Error(said);
    };
    await ground.waitFor('mariadb', () => ask('SELECT 1'));
    const exporter = ground.start(
      'mysqld-exporter',
      ['prometheus-mysqld-exporter', '--collect.info_schema.tables', listen(metricsPort)],
      {
        DATA_SOURCE_NAME: `root@unix(${socket})/`,
      },
    );
    const up = async () => {
      const text = await scrape(metricsAt(metricsPort));
      if (!/^mysql_up 1$/m.test(text)) throw new Error('mysql is not up');
      return text;
    };
    const before = await ground.waitFor('mysqld-exporter', up);
    await ask('CREATE DATABASE shop; CREATE TABLE shop.visits (path text)');
    for (let i = 0; i < 40; i++) await ask("SELECT 'a'; INSERT INTO shop.visits VALUES ('b')");
    keepScrapes(this.name, {
      made: `mysqld_exporter (Debian 12) on ${printed('mariadbd', '--version')}; 40 sessions of SELECT and INSERT in between`,
      families:
        /^mysql_(up|global_status_(queries|questions|threads_connected|threads_running|connections|innodb_buffer_pool_(bytes_data|read_requests|reads))|global_variables_(max_connections|innodb_buffer_pool_size))( |$)|^mysql_info_schema_table_size(\{component="[a-z_]+",schema="shop"| )/,
      before,
      after: await up(),
    });
    for (const each of [exporter, server]) await ground.stop(each);
  },
};

const rabbitmq: Exporter = {
  name: 'rabbitmq',
  programs: ['rabbitmq-server', 'rabbitmqctl'],
  async capture(ground) {
    const [port, metricsPort, distPort] = [await freePort(), await freePort(), await freePort()];
    const home = join(ground.folder, 'rabbitmq');
    mkdirSync(home);
    chmodSync(home, 0o777);
    writeFileSync(join(home, 'enabled_plugins'), '[rabbitmq_prometheus].\n');
    writeFileSync(
      join(home, 'rabbitmq.conf'),
      `listeners.tcp.default = 127.0.0.1:${port}\nprometheus.tcp.port = ${metricsPort}\nprometheus.tcp.ip = 127.0.0.1\nprometheus.return_per_object_metrics = true\n`,
    );
    const environment = {
      HOME: home,
      RABBITMQ_NODENAME: 'rabbit@localhost',
      RABBITMQ_DIST_PORT: String(distPort),
      RABBITMQ_BASE: home,
      RABBITMQ_MNESIA_BASE: home,
      RABBITMQ_LOG_BASE: home,
      RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'enabled_plugins'),
      RABBITMQ_PID_FILE: join(home, 'pid'),
    };
    // Without its wrapper, which changes to a user of its own.
    const server = ground.start('rabbitmq', ['/usr/lib/rabbitmq/bin/rabbitmq-server'], environment);
    const before = await ground.waitFor('rabbitmq', () => scrape(metricsAt(metricsPort)));
    const sender = ground.start('rabbitmq-sender', [inVenv('python'), join(apps, 'messages.py')], {
      SHOP_AMQP_PORT: String(port),
    });
    await new Promise((done) => sender.once('exit', done));
    await pause(7_000);
    keepScrapes(this.name, {
      made: "RabbitMQ 3.10's own metrics by queue; 9 messages to mail and 4 to reports in between, 2 of mail taken and not yet acknowledged",
      families: /^rabbitmq_queue_messages(_ready|_unacked)?[ {]/,
      before,
      after: await scrape(metricsAt(metricsPort)),
    });
    await ground.stop(server);
  },
};

const prometheusClient: Exporter = {
  name: 'python-prometheus',
  programs: [inVenv('gunicorn')],
  async capture(ground) {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const shop = ground.start(this.name, [inVenv('gunicorn'), '--chdir', apps, '--bind', address, 'measured_shop:app']);
    const ask = (path: string) => fetch(`http://${address}${path}`).then((answer) => answer.arrayBuffer());
    await ground.waitFor(this.name, () => ask('/products/1'));
    for (const path of ['/fails', '/healthz/1']) await ask(path);
    const before = await scrape(metricsAt(port));
    for (let i = 0; i < 54; i++) await ask(`/products/${i}`);
    for (let i = 0; i < 6; i++) await ask('/fails');
    for (let i = 0; i < 10; i++) await ask(`/healthz/${i}`);
    const after = await scrape(metricsAt(port));
    const version = "from importlib.metadata import version; print(version('prometheus_client'), version('gunicorn'))";
    keepScrapes(this.name, {
      made: `prometheus_client and gunicorn ${printed(inVenv('python'), '-c', version)}; 54 products, 6 failures, 10 health checks in between`,
      families: /^(http_request_duration_seconds|process_)/,
      before,
      after,
    });
    await ground.stop(shop);
  },
};

const EXPORTERS = [mysqld, rabbitmq, prometheusClient, ...STORAGE, ...PROXIES, GO_CLIENT];

export async function captureExporters(ground: Ground, wanted: (name: string) => boolean): Promise<void> {
  for (const exporter of EXPORTERS.filter(({ name }) => wanted(name))) {
    const missing = exporter.programs.filter((program) => !isInstalled(program));
    if (missing.length > 0) console.log(`${exporter.name} is left out: ${missing.join(', ')} not installed`);
    else await exporter.capture(ground);
  }
}
