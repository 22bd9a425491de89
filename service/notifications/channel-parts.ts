/** What adding, changing and applying a channel share. */
import { randomBytes } from 'node:crypto';
import type { NotificationChannel } from '@/prisma/generated/client';
import type { Transaction } from '../audit';
import { invalid } from '../errors';
import type { ChannelKind } from '../views/notifications';
import { type ChannelSecret, openSecret, sealSecret } from './channel-secret';

export const MOST_CHANNELS = 20;
const DEFAULT_PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';

/** Standard Webhooks: what follows whsec_ is base64. */
export const makeSigningKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;
export const isSigningKey = (text: string): boolean => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text);
export const isIntegrationKey = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text);

/** What is kept of a secret, and what of it may be shown. */
export function sealed(secret: ChannelSecret, place: { id: string; teamId: bigint }) {
  return { secret: sealSecret(secret, place), target: new URL(secret.url).host };
}

/** "22:30" in minutes of the day; NaN where it is none. */
export function minuteOf(text: string): number {
  const [hour = Number.NaN, minute = Number.NaN] = text.split(':').map(Number);
  return hour * 60 + minute;
}

/** Parts of a secret; a missing one stays as it is. */
export type GivenSecret = Partial<ChannelSecret>;

/** Null where it has none, or none that this installation can read. */
export function heldBy(row: NotificationChannel): ChannelSecret | null {
  if (row.secret === null) return null;
  try {
    return openSecret(row.secret, row);
  } catch {
    return null;
  }
}

/** Null where a part of it is still missing. */
export function completeSecret(
  kind: Exclude<ChannelKind, 'email'>,
  parts: GivenSecret,
  makeKey: () => string,
): ChannelSecret | null {
  if (kind === 'pagerduty')
    return parts.key === undefined ? null : { url: parts.url ?? DEFAULT_PAGERDUTY, key: parts.key };
  if (parts.url === undefined) return null;
  return kind === 'webhook' ? { url: parts.url, key: parts.key ?? makeKey() } : { url: parts.url };
}

/** Names tell channels of a team apart: in its list, and in its file. */
export async function freeChannelName(tx: Transaction, teamId: bigint, name: string, id: string): Promise<void> {
  const taken = await tx.notificationChannel.count({ where: { teamId, userId: null, name, NOT: { id } } });
  if (taken > 0) throw invalid('name', 'name: another channel of the team has it.', 'Choose another one.');
}
