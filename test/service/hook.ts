/** A channel of the team "shop", and a message to it that was given up. */
import * as service from '@/service';
import type { TestDatabase } from '../support/database';
import { HOST } from './people';

export const hook = {
  kind: 'webhook',
  name: 'Hook',
  url: 'http://127.0.0.1:9/hook',
  events: ['crossing.opened'],
} as const;

export async function hookId({ prisma }: TestDatabase): Promise<string> {
  if ((await prisma.notificationChannel.count({ where: { name: 'Hook' } })) === 0)
    await service.addChannel(HOST, 'shop', { ...hook, events: ['crossing.opened'] });
  return (await prisma.notificationChannel.findFirstOrThrow({ where: { name: 'Hook' } })).id;
}

export async function givenUp(database: TestDatabase, nowAt: number): Promise<number> {
  const at = new Date(nowAt);
  const data = { channelId: await hookId(database), state: 'failed', dueAt: at, createdAt: at };
  return Number((await database.prisma.notificationMessage.create({ data })).id);
}
