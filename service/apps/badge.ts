/** An app's badge: a picture of its headroom at a signed address, for a README. A new version withdraws the old address. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { briefOf } from '@/advisor/index';
import { baseOf } from '@/advisor/signal-ids';
import { fillsFirst } from '@/advisor/storage/first';
import { eitherSignal, stateOf, timeLeft } from '@/advisor/words/sentences';
import { catalogue } from '@/catalogue/index';
import type { SignalId } from '@/catalogue/types';
import { isAddressable, openApp } from '../authorise';
import { resources } from '../resources';
import type { BadgeFacts, BadgeView } from '../views/api';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';
import { adviceOf } from './view';

/** Its path; null until somebody makes one. */
export async function badge(actor: Actor, slug: string): Promise<BadgeView> {
  const { app } = await openApp(actor, slug, 'badge');
  return { path: pathOf(app.slug, app.id, app.badgeVersion) };
}

/** A new address; the one before is answered no more. */
export function rotateBadge(actor: Actor, slug: string): Promise<BadgeView> {
  return writeToApp({
    actor,
    slug,
    verb: 'rotateBadge',
    schema: z.undefined(),
    input: undefined,
    run: async (tx, { app }) => {
      const { badgeVersion } = await tx.app.update({
        where: { id: app.id },
        data: { badgeVersion: { increment: 1 } },
      });
      return { path: pathOf(app.slug, app.id, badgeVersion) };
    },
  });
}

/** What the picture shows, for whoever has the address; null: it is not, or no longer, one of ours. */
export async function badgeFacts(slug: string, signature: string): Promise<BadgeFacts | null> {
  if (!isAddressable(slug)) return null;
  const { prisma, now } = resources();
  const app = await prisma.app.findFirst({ where: { slug, deletedAt: null }, include: { state: true } });
  if (!app || app.badgeVersion === 0 || !same(signature, signatureOf(app.id, app.badgeVersion))) return null;
  const advice = adviceOf(app.state);
  const { code = 'cannot-tell', multiple = null, first = [] } = advice?.headroom ?? {};
  const fills = advice && fillsFirst(advice);
  const [one, ...others] = fills ? [fills.signal] : first;
  return {
    state: stateOf(advice && briefOf(advice), now()),
    code,
    multiple,
    first: one === undefined || others.length > 0 ? null : publicWord(one),
    diskLeftMs: fills ? Math.max(0, timeLeft(fills.date, now())) : null,
  };
}

/** Strangers read it: no filter, which may be a path, and no name that the team gave. */
function publicWord(signal: SignalId): string | null {
  const base = baseOf(signal);
  return catalogue().signals.some(({ id }) => id === base) ? eitherSignal([base]) : null;
}

function pathOf(slug: string, appId: bigint, version: number): string | null {
  return version === 0 ? null : `/badge/${slug}/${signatureOf(appId, version)}.svg`;
}

/** 132 bits. */
function signatureOf(appId: bigint, version: number): string {
  const mac = createHmac('sha256', resources().installation().secret).update(`badge:${appId}:${version}`);
  return mac.digest('base64url').slice(0, 22);
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
