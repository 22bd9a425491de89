/** Prometheus targets of an app: which are read, what they answered last, and the forms that change them. */
import { z } from 'zod';
import { readKeyring } from '@/config/encryption';
import type { ScrapeTarget } from '@/prisma/generated/client';
import { openApp } from '../authorise';
import { checkedUrl } from '../entered-address';
import { invalid, notFound, ServiceError } from '../errors';
import { sealCredential, type TargetCredential } from '../ingest/target-credential';
import { hostAndPort } from '../ingest/targets';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor, TargetView } from '../views/views';
import { writeToApp } from '../write';

const mostTargets = 50;
const label = z.string().trim().max(200, 'at most 200 characters').nullable().default(null);
const secret = z.string().min(1, 'must not be empty').max(2_000, 'at most 2,000 characters');
const header = /^[\x21-\x7e]*$/;

export const addTargetInput = z.object({
  url: z.string().trim().min(1, 'enter the address of the metrics').max(2_000, 'at most 2,000 characters'),
  intervalSeconds: z
    .int('must be a whole number of seconds')
    .min(10, 'at least 10 s')
    .max(300, 'at most 300 s')
    .default(15),
  credential: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('basic'),
        username: z
          .string()
          .min(1, 'enter the user name')
          .max(200)
          .regex(/^[^:]*$/, 'must not hold a colon'),
        password: secret,
      }),
      z.object({ kind: z.literal('bearer'), token: secret.regex(header, 'must not hold blanks or line breaks') }),
    ])
    .nullable()
    .default(null),
  job: label,
  instance: label,
});
export type AddTargetInput = z.input<typeof addTargetInput>;

/** Targets of the app, oldest first; never their credentials. */
export async function targets(actor: Actor, slug: string): Promise<TargetView[]> {
  const { app } = await openApp(actor, slug, 'targets');
  const rows = await resources().prisma.scrapeTarget.findMany({ where: { appId: app.id }, orderBy: { id: 'asc' } });
  return rows.map(viewOf);
}

/** A further target; a collector reads it for the first time within seconds. */
export async function addTarget(actor: Actor, slug: string, given: AddTargetInput): Promise<{ id: number }> {
  await openApp(actor, slug, 'addTarget');
  const url = await checkedUrl(parse(addTargetInput, given).url);
  return writeToApp({
    actor,
    slug,
    verb: 'addTarget',
    schema: addTargetInput,
    input: given,
    run: async (tx, { app }, { intervalSeconds, credential, job, instance }) => {
      const known = await tx.scrapeTarget.findMany({ where: { appId: app.id }, select: { url: true } });
      if (known.some((one) => one.url === url))
        throw invalid('url', 'This address is a target already.', 'Remove the other one first.');
      if (known.length >= mostTargets)
        throw new ServiceError({
          code: 'too-many',
          message: `An app may have ${mostTargets} targets.`,
          fix: 'Let a Prometheus of your own read them, and send by remote write.',
        });
      const row = await tx.scrapeTarget.create({
        data: {
          appId: app.id,
          url,
          intervalSeconds,
          timeoutSeconds: Math.min(10, intervalSeconds),
          ...sealed(credential, app.id, url),
          job: job || null,
          instance: instance || null,
          createdAt: new Date(resources().now()),
        },
      });
      return { id: Number(row.id) };
    },
    details: ({ intervalSeconds, credential }, { id }) => ({
      id,
      url,
      intervalSeconds,
      credential: credential?.kind ?? 'none',
    }),
  });
}

function sealed(credential: TargetCredential | null, appId: bigint, url: string) {
  if (!credential) return {};
  return {
    credentialKind: credential.kind,
    credential: sealCredential(credential, { appId, url }, readKeyring(resources().installation())),
  };
}

const targetIdInput = z.object({ id: z.number().int().positive() });

/** Asks for a scrape now; `targets` shows its outcome as soon as a collector has it. */
export async function testTarget(actor: Actor, slug: string, id: number): Promise<void> {
  const testRequestedAt = new Date(resources().now());
  await change(actor, slug, 'testTarget', id, { testRequestedAt });
}

/** Stops reading a target for a while, or goes on. */
export async function pauseTarget(actor: Actor, slug: string, id: number, paused: boolean): Promise<void> {
  await change(actor, slug, 'pauseTarget', id, {
    enabled: paused !== true,
    up: null,
    upSince: null,
    lastScrapeAt: null,
    lastError: null,
  });
}

function change(
  actor: Actor,
  slug: string,
  verb: 'testTarget' | 'pauseTarget',
  id: number,
  data: Partial<Omit<ScrapeTarget, 'credential'>>,
): Promise<void> {
  return writeToApp({
    actor,
    slug,
    verb,
    schema: targetIdInput,
    input: { id },
    run: async (tx, { app }, { id }) => {
      const { count } = await tx.scrapeTarget.updateMany({ where: { id, appId: app.id }, data });
      if (count === 0) throw notFound('target');
    },
    details: () => ({ id, ...(verb === 'pauseTarget' ? { paused: data.enabled === false } : {}) }),
  });
}

/** Reads a target no more; what is stored stays. */
export async function removeTarget(actor: Actor, slug: string, id: number): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'removeTarget',
    schema: targetIdInput,
    input: { id },
    run: async (tx, { app }, { id }) => {
      const row = await tx.scrapeTarget.findFirst({ where: { id, appId: app.id }, select: { url: true } });
      if (!row) throw notFound('target');
      await tx.scrapeTarget.delete({ where: { id } });
      return row;
    },
    details: ({ id }, { url }) => ({ id, url }),
  });
}

function viewOf(row: ScrapeTarget): TargetView {
  return {
    id: Number(row.id),
    url: row.url,
    instance: row.instance ?? hostAndPort(row.url),
    intervalSeconds: row.intervalSeconds,
    credential: row.credentialKind as TargetView['credential'],
    state: !row.enabled ? 'paused' : row.up === null ? 'waiting' : row.up ? 'up' : 'failing',
    testing:
      row.enabled && (row.testRequestedAt?.getTime() ?? 0) > (row.lastScrapeAt?.getTime() ?? Number.POSITIVE_INFINITY),
    since: row.upSince?.getTime() ?? null,
    lastScrapeAt: row.lastScrapeAt?.getTime() ?? null,
    error: row.lastError,
    samples: row.samples,
    durationMs: row.durationMs,
  };
}
