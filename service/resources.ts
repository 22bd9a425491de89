/**
 * What service works with in this process: the two doors to the database and a clock. Tests and
 * scripts put their own in; everybody else gets the process's.
 */
import type pg from 'pg';
import { type Settings, settings } from '@/config/settings';
import { prisma } from '@/prisma/client';
import type { PrismaClient } from '@/prisma/generated/client';
import { telemetryPool } from '@/store/index';

export interface Resources {
  prisma: PrismaClient;
  /** Pool for telemetry reads (store). */
  telemetry: pg.Pool;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Direct address (no transaction pooler) for LISTEN. */
  listenUrl: () => string;
  /** What addresses may be entered, where the encryption keys are, and what signatures are made with. */
  installation: () => Pick<Settings, 'allowedTargets' | 'encryptionKeys' | 'dataDir' | 'secret'>;
  /** Whom people may sign in with, and who may without an invitation. */
  signIn: () => Pick<Settings, 'providers' | 'signInDomains'>;
  /** Where e-mail is handed in, and what its links begin with. */
  mail: () => Pick<Settings, 'smtpUrl' | 'mailFrom' | 'url'>;
}

declare global {
  var headroomResources: Partial<Resources> | undefined;
}

export function resources(): Resources {
  globalThis.headroomResources ??= {};
  const own = globalThis.headroomResources;
  own.telemetry ??= telemetryPool(settings().databaseUrl);
  return {
    prisma: own.prisma ?? prisma(),
    telemetry: own.telemetry,
    now: own.now ?? Date.now,
    installation: own.installation ?? settings,
    mail: own.mail ?? settings,
    signIn: own.signIn ?? settings,
    listenUrl: own.listenUrl ?? (() => settings().directDatabaseUrl),
  };
}

/** For tests and scripts that bring their own database or clock. */
export function setResources(given: Partial<Resources>): void {
  globalThis.headroomResources = { ...globalThis.headroomResources, ...given };
}
