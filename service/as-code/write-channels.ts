/** Writes what a file changes of a team's channels. */
import { randomUUID } from 'node:crypto';
import {
  completeSecret,
  type GivenSecret,
  heldBy,
  MOST_CHANNELS,
  makeSigningKey,
  minuteOf,
  sealed,
} from '../notifications/channel-parts';
import type { ChannelEntry } from './document';
import { entries, type Writing } from './writing';

export async function writeChannels(writing: Writing, given: Map<string, GivenSecret>): Promise<void> {
  const { tx, compared, given: scope } = writing;
  const { before, after } = compared;
  if (Object.keys(after.channels).length > MOST_CHANNELS)
    throw writing.wrong(['channels'], `A team may have ${MOST_CHANNELS} channels.`, 'Remove some.');
  const { put, gone } = entries(before.channels, after.channels);
  const changed = new Set(put.map(({ key }) => key));
  for (const { path } of compared.changes) {
    const [section, name = '', part] = path;
    if (section === 'channels' && (part === 'url' || part === 'key')) changed.add(name);
  }
  for (const name of [...changed].sort())
    await writeChannel(writing, name, after.channels[name] as ChannelEntry, given.get(name) ?? {});
  for (const name of gone) {
    await tx.notificationChannel.deleteMany({ where: { teamId: scope.team.id, userId: null, name } });
    writing.did('removeChannel', { name });
  }
  await sayWhatIsMissing(writing);
}

async function writeChannel(writing: Writing, name: string, to: ChannelEntry, given: GivenSecret): Promise<void> {
  const { tx, read, given: scope } = writing;
  const row = read.channels.get(name);
  if (row && row.kind !== to.kind)
    throw writing.wrong(
      ['channels', name, 'kind'],
      `It is ${row.kind}, which stays.`,
      'Give a new channel a new name.',
    );
  const place = { id: row?.id ?? randomUUID(), teamId: scope.team.id };
  const secret =
    to.kind === 'email' ? null : completeSecret(to.kind, { ...(row && heldBy(row)), ...given }, makeSigningKey);
  const data = {
    events: to.events,
    quietFrom: to.quiet ? minuteOf(to.quiet.from) : null,
    quietTo: to.quiet ? minuteOf(to.quiet.to) : null,
    enabled: !to.paused,
    ...(to.kind === 'email' ? { target: to.to?.join(',') ?? '' } : secret ? sealed(secret, place) : {}),
  };
  const details = { id: place.id, kind: to.kind, name };
  if (row) {
    await tx.notificationChannel.update({ where: { id: row.id }, data });
    writing.did('changeChannel', details);
  } else {
    const made = { ...place, kind: to.kind, name, target: '', createdAt: scope.at };
    await tx.notificationChannel.create({ data: { ...made, ...data } });
    writing.did('addChannel', details);
  }
}

async function sayWhatIsMissing({ tx, given, notes }: Writing): Promise<void> {
  const rows = await tx.notificationChannel.findMany({
    where: { teamId: given.team.id, userId: null, secret: null, kind: { not: 'email' } },
    orderBy: { name: 'asc' },
  });
  for (const { name, kind } of rows) {
    const { url, key } = given.file.value.channels[name] ?? {};
    const variable = (kind === 'pagerduty' ? key : url)?.slice('env:'.length);
    const what = kind === 'pagerduty' ? 'integration key' : 'address';
    const fix = variable ? `set ${variable} where headroom apply runs, or enter it` : 'enter it';
    notes.push(`The channel ${name} has no ${what} and sends nothing: ${fix} on the page of notifications.`);
  }
}
