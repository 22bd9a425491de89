/** A channel that is there: changed, paused, gone on with. */
import type { NotificationChannel } from '@/prisma/generated/client';
import type { Transaction } from '../audit';
import { openTeam } from '../authorise';
import { checkedUrl } from '../entered-address';
import { invalid, notFound } from '../errors';
import { parse } from '../inputs/inputs';
import type { Actor } from '../views/views';
import { type ChangeChannelInput, changeChannelInput, pauseChannelInput } from './channel-inputs';
import { completeSecret, freeChannelName, heldBy, makeSigningKey, sealed } from './channel-parts';
import { write } from './write';

/** What is not given stays; the kind always does. @returns a webhook's new key, shown this once */
export async function changeChannel(
  actor: Actor,
  teamSlug: string,
  given: ChangeChannelInput,
): Promise<{ token?: string }> {
  const scope = await openTeam(actor, teamSlug, 'changeChannel');
  const input = parse(changeChannelInput, given);
  const url = input.url === undefined ? undefined : await checkedUrl(input.url);
  const details = { id: input.id, address: url !== undefined, key: input.newKey || input.key !== undefined };
  return write(scope, { actor, verb: 'changeChannel', details }, async (tx) => {
    const row = await channelOf(tx, scope.team.id, input.id);
    await freeChannelName(tx, scope.team.id, input.name, row.id);
    if (row.kind === 'pagerduty' && !input.events.every((event) => event.startsWith('crossing.')))
      throw invalid('events', 'events: PagerDuty is told of crossings only.', 'Choose among those.');
    const { name, events, quietFrom, quietTo } = input;
    const common = { name, events, quietFrom, quietTo };
    if (row.kind === 'email') {
      const target = input.to === undefined ? {} : { target: input.to.join(',') };
      await tx.notificationChannel.update({ where: { id: row.id }, data: { ...common, ...target } });
      return {};
    }
    const before = heldBy(row);
    const newKey = row.kind === 'webhook' && input.newKey ? makeSigningKey() : undefined;
    const key = row.kind === 'pagerduty' ? input.key : newKey;
    const parts = { ...before, ...(url === undefined ? {} : { url }), ...(key === undefined ? {} : { key }) };
    const secret = completeSecret(row.kind as 'slack' | 'webhook' | 'pagerduty', parts, makeSigningKey);
    const held = secret === null ? {} : sealed(secret, row);
    await tx.notificationChannel.update({ where: { id: row.id }, data: { ...common, ...held } });
    const shown = row.kind === 'webhook' && secret?.key !== before?.key ? secret?.key : undefined;
    return shown === undefined ? {} : { token: shown };
  });
}

/** Nothing is sent to a paused channel: what waits for it already goes on with it, what happens meanwhile never comes. */
export async function pauseChannel(actor: Actor, teamSlug: string, id: string, paused: boolean): Promise<void> {
  const scope = await openTeam(actor, teamSlug, 'pauseChannel');
  const input = parse(pauseChannelInput, { id, paused });
  await write(scope, { actor, verb: 'pauseChannel', details: input }, async (tx) => {
    const row = await channelOf(tx, scope.team.id, input.id);
    await tx.notificationChannel.update({ where: { id: row.id }, data: { enabled: !input.paused } });
  });
}

async function channelOf(tx: Transaction, teamId: bigint, id: string): Promise<NotificationChannel> {
  const row = await tx.notificationChannel.findFirst({ where: { id, teamId, userId: null } });
  if (!row) throw notFound('channel');
  return row;
}
