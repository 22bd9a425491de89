/**
 * What an installation may set: the `HEADROOM_*` variables and the two of the database, each with a schema,
 * a default and a sentence. May import nothing of the other rooms; every room may import it. The environment
 * comes in; one checked object goes out, or one error that lists every wrong setting with its fix.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type AllowedTargets, parseAllowedTargets } from './allowed-targets';
import { APP_LIMIT_SETTINGS, type AppLimits, appLimitsOf } from './limit-settings';
import {
  addresses,
  database,
  days,
  keys,
  mailFrom,
  port,
  publicAddress,
  secret,
  smtpUrl,
  targets,
  whole,
} from './setting-schemas';
import { halfProviders, providersOf, SIGN_IN_SETTINGS, type SignInProvider, signInDomainsOf } from './sign-in-settings';
import { unknownNames } from './unknown-names';

/** Every setting by its name. `fallback` is what docs/operations.md shows; most are made in `readSettings`. */
export const SETTINGS = {
  HEADROOM_URL: {
    schema: publicAddress,
    fallback: 'http://localhost:HEADROOM_WEB_PORT',
    about: 'The public address of the pages. Cookies are Secure only when it is https.',
  },
  HEADROOM_WEB_PORT: { schema: port, fallback: '3000', about: 'Port of the pages.' },
  HEADROOM_COLLECTOR_PORT: { schema: port, fallback: '4318', about: 'Port of the collector (OTLP over HTTP).' },
  HEADROOM_GRPC_PORT: { schema: port, fallback: '4317', about: 'Port of the collector (OTLP over gRPC).' },
  HEADROOM_WORKER_PORT: {
    schema: port,
    fallback: 'unset: none',
    about: 'Port on which a worker answers /healthz, /readyz and /metrics. Each worker of a machine needs its own.',
  },
  HEADROOM_POSTGRES_PORT: { schema: port, fallback: '54318', about: 'Loopback port of the embedded PostgreSQL.' },
  HEADROOM_LISTEN: {
    schema: z.string().regex(/^[0-9a-fA-F:.]+$/, 'must be an IP address of this machine, such as 127.0.0.1'),
    fallback: '0.0.0.0',
    about: 'The address that pages and collector listen on. 127.0.0.1: this machine only.',
  },
  HEADROOM_TRUSTED_PROXIES: {
    schema: addresses,
    fallback: 'unset: only this machine',
    about: 'IP addresses of reverse proxies on other machines whose X-Forwarded-For names the real sender.',
  },
  HEADROOM_DATA_DIR: {
    schema: z.string().min(1, 'must not be empty'),
    fallback: '.headroom',
    about: 'Where the embedded PostgreSQL, the secrets and the logs live.',
  },
  HEADROOM_SECRET: {
    schema: secret,
    fallback: 'made once, kept in HEADROOM_DATA_DIR/secret',
    about: 'Signs the session cookies. Processes on several machines need the same one.',
  },
  HEADROOM_ENCRYPTION_KEY: {
    schema: keys,
    fallback: 'made once, kept in HEADROOM_DATA_DIR/encryption-key',
    about:
      'Encrypts the credentials of others, such as those of Prometheus targets. Processes on several machines need the same one.',
  },
  HEADROOM_ALLOWED_TARGETS: {
    schema: targets,
    fallback: 'unset: public addresses only',
    about:
      'Addresses, ranges (10.0.0.0/8) and host names (*.internal) that are not public and may be entered as a Prometheus target or a webhook.',
  },
  HEADROOM_SMTP_URL: {
    schema: smtpUrl,
    fallback: 'unset: no e-mail is sent',
    about:
      'Where e-mail is handed in: smtp://user:password@mail.example.com:587 (STARTTLS) or smtps://…:465. Characters such as @ in the password as %40.',
  },
  HEADROOM_MAIL_FROM: {
    schema: mailFrom,
    fallback: 'headroom@ the host of HEADROOM_URL',
    about: 'The sender of its e-mail.',
  },
  ...SIGN_IN_SETTINGS,
  HEADROOM_METRICS_TOKEN: {
    schema: z.string().min(16, 'must have at least 16 characters'),
    fallback: 'made once, kept in HEADROOM_DATA_DIR/metrics-token',
    about: 'Bearer token for /metrics from another machine; loopback needs none.',
  },
  ...APP_LIMIT_SETTINGS,
  HEADROOM_DRAIN_SECONDS: {
    schema: whole(300, 0, ' of seconds'),
    fallback: '0',
    about: 'How long a collector that is to stop goes on, while /readyz says so, before it takes nothing new.',
  },
  HEADROOM_KEEP_MINUTES_DAYS: {
    schema: days(2),
    fallback: '30',
    about: 'How long minutes are kept, of telemetry and signals. An app may keep them shorter.',
  },
  HEADROOM_KEEP_HOURS_DAYS: {
    schema: days(30),
    fallback: '396',
    about: 'How long hours are kept; at least as long as minutes. An app may keep them shorter.',
  },
  DATABASE_URL: {
    schema: database,
    fallback: 'unset: an embedded PostgreSQL',
    about: 'A PostgreSQL 15 or newer of your own; may be a transaction pooler if DIRECT_DATABASE_URL is set.',
  },
  DIRECT_DATABASE_URL: {
    schema: database,
    fallback: 'DATABASE_URL',
    about: 'The same database without a pooler, for migrations and LISTEN.',
  },
} as const;

type Name = keyof typeof SETTINGS;

export interface Settings {
  /** Public address, without a slash at its end. */
  url: string;
  webPort: number;
  collectorPort: number;
  grpcPort: number;
  /** Null: workers answer on no port. */
  workerPort: number | null;
  postgresPort: number;
  listen: string;
  /** Their X-Forwarded-For is believed; that of loopback always is. */
  trustedProxies: string[];
  /** What one app may send where no operator said otherwise. */
  appLimits: AppLimits;
  /** From the signal to stop until nothing new is taken. */
  drainMs: number;
  /** Days. */
  keepMinutesDays: number;
  keepHoursDays: number;
  /** Absolute path. */
  dataDir: string;
  databaseUrl: string;
  directDatabaseUrl: string;
  secret: string;
  metricsToken: string;
  /** What people may let Headroom connect to beside public addresses. */
  allowedTargets: AllowedTargets;
  /** Null: those of the data directory. */
  encryptionKeys: string | null;
  /** Null: no e-mail. */
  smtpUrl: string | null;
  mailFrom: string;
  /** Whom people may sign in with, beside passwords and links. */
  providers: SignInProvider[];
  /** Whoever has a verified address of these domains may make an account; lower case. */
  signInDomains: string[];
}

/** What can be read before anything runs: no database yet, secrets perhaps not made yet. */
export type GivenSettings = Omit<Settings, 'databaseUrl' | 'directDatabaseUrl' | 'secret' | 'metricsToken'> & {
  databaseUrl: string | null;
  directDatabaseUrl: string | null;
  secret: string | null;
  metricsToken: string | null;
};

export class SettingsError extends Error {
  override name = 'SettingsError';
}

/**
 * Checks the environment as a whole.
 * @throws SettingsError with one line for each unknown or wrong setting
 */
export function readSettings(env: Record<string, string | undefined>): GivenSettings {
  const given: Partial<Record<Name, string | number>> = {};
  const wrong = unknownNames(env, Object.keys(SETTINGS));
  for (const name of Object.keys(SETTINGS) as Name[]) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    const parsed = SETTINGS[name].schema.safeParse(text);
    if (parsed.success) given[name] = parsed.data;
    else wrong.push(`${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}${shown(name, text)}`);
  }
  if (given.DIRECT_DATABASE_URL && !given.DATABASE_URL) {
    wrong.push('DIRECT_DATABASE_URL is set without DATABASE_URL: set both, or neither for the embedded PostgreSQL');
  }
  wrong.push(...halfProviders(given));
  const keep = keptOf(given);
  if (keep.minutes > keep.hours) {
    wrong.push('HEADROOM_KEEP_MINUTES_DAYS is more than HEADROOM_KEEP_HOURS_DAYS: hours are kept at least as long');
  }
  if (wrong.length)
    throw new SettingsError(`These settings are wrong:\n${wrong.map((line) => `  - ${line}`).join('\n')}`);
  return fill(given);
}

function keptOf(given: Partial<Record<Name, string | number>>): { minutes: number; hours: number } {
  return {
    minutes: Number(given.HEADROOM_KEEP_MINUTES_DAYS ?? 30),
    hours: Number(given.HEADROOM_KEEP_HOURS_DAYS ?? 396),
  };
}

/** How many days this installation keeps minutes and hours; needs no database. */
export function keptDays(): { minutes: number; hours: number } {
  const { keepMinutesDays, keepHoursDays } = readSettings(process.env);
  return { minutes: keepMinutesDays, hours: keepHoursDays };
}

let memo: Settings | undefined;

/**
 * The settings of this process, read once. For processes that run beside a database.
 * @throws SettingsError if a setting is wrong, or no database and no secret were given
 */
export function settings(): Settings {
  memo ??= complete(readSettings(process.env));
  return memo;
}

function fill(given: Partial<Record<Name, string | number>>): GivenSettings {
  const webPort = Number(given.HEADROOM_WEB_PORT ?? 3000);
  const dataDir = resolve(String(given.HEADROOM_DATA_DIR ?? '.headroom'));
  const databaseUrl = text(given.DATABASE_URL);
  const url = text(given.HEADROOM_URL) ?? `http://localhost:${webPort}`;
  return {
    url,
    webPort,
    collectorPort: Number(given.HEADROOM_COLLECTOR_PORT ?? 4318),
    grpcPort: Number(given.HEADROOM_GRPC_PORT ?? 4317),
    workerPort: given.HEADROOM_WORKER_PORT === undefined ? null : Number(given.HEADROOM_WORKER_PORT),
    postgresPort: Number(given.HEADROOM_POSTGRES_PORT ?? 54_318),
    listen: text(given.HEADROOM_LISTEN) ?? '0.0.0.0',
    trustedProxies: (text(given.HEADROOM_TRUSTED_PROXIES) ?? '').split(/\s*,\s*/).filter(Boolean),
    appLimits: appLimitsOf(given),
    drainMs: Number(given.HEADROOM_DRAIN_SECONDS ?? 0) * 1000,
    keepMinutesDays: keptOf(given).minutes,
    keepHoursDays: keptOf(given).hours,
    dataDir,
    databaseUrl,
    directDatabaseUrl: text(given.DIRECT_DATABASE_URL) ?? databaseUrl,
    secret: text(given.HEADROOM_SECRET) ?? kept(dataDir, 'secret'),
    metricsToken: text(given.HEADROOM_METRICS_TOKEN) ?? kept(dataDir, 'metrics-token'),
    allowedTargets: parseAllowedTargets(text(given.HEADROOM_ALLOWED_TARGETS) ?? ''),
    encryptionKeys: text(given.HEADROOM_ENCRYPTION_KEY),
    smtpUrl: text(given.HEADROOM_SMTP_URL),
    mailFrom: text(given.HEADROOM_MAIL_FROM) ?? `headroom@${new URL(url).hostname}`,
    providers: providersOf(given),
    signInDomains: signInDomainsOf(given),
  };
}

function complete(given: GivenSettings): Settings {
  const { databaseUrl, directDatabaseUrl, secret, metricsToken } = given;
  if (!databaseUrl || !directDatabaseUrl) {
    throw new SettingsError('DATABASE_URL is not set. `npm start` sets it for its processes; on your own, set it.');
  }
  if (!secret) throw new SettingsError('HEADROOM_SECRET is not set and npm start has not made one yet.');
  return { ...given, databaseUrl, directDatabaseUrl, secret, metricsToken: metricsToken ?? '' };
}

function kept(dataDir: string, file: string): string | null {
  const path = join(dataDir, file);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

const text = (value: string | number | undefined) => (value === undefined ? null : String(value));

// A secret or a password must not reach the terminal, so only what cannot hold one is repeated.
const shown = (name: Name, value: string) =>
  /PORT|LISTEN|_APP_|DAYS|SECONDS|^HEADROOM_URL$/.test(name) ? ` (it is "${value}")` : '';
