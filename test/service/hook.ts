/** How the walk of roles calls what notifications offer: a channel of the team "shop", a message that was given up. */
import * as service from '@/service';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST } from './people';

let count = 1;
const hook = {
  kind: 'webhook',
  name: 'Hook',
  url: 'http://127.0.0.1:9/hook',
  events: ['crossing.opened'],
} as const;

async function hookId({ prisma }: TestDatabase): Promise<string> {
  if ((await prisma.notificationChannel.count({ where: { name: 'Hook' } })) === 0)
    await service.addChannel(HOST, 'shop', { ...hook, events: ['crossing.opened'] });
  return (await prisma.notificationChannel.findFirstOrThrow({ where: { name: 'Hook' } })).id;
}

async function givenUp(database: TestDatabase, nowAt: number): Promise<number> {
  const at = new Date(nowAt);
  const data = { channelId: await hookId(database), state: 'failed', dueAt: at, createdAt: at };
  return Number((await database.prisma.notificationMessage.create({ data })).id);
}

export function notificationCalls(database: () => TestDatabase, nowAt: number) {
  return {
    notifications: (actor: Actor) => service.notifications(actor, 'shop'),
    setMyNotifications: (actor: Actor) => service.setMyNotifications(actor, 'shop', { events: ['report.ready'] }),
    resendMessage: async (actor: Actor) => service.resendMessage(actor, 'shop', await givenUp(database(), nowAt)),
    addChannel: (actor: Actor) =>
      service.addChannel(actor, 'shop', { ...hook, events: ['crossing.opened'], name: `Another ${count++}` }),
    changeChannel: async (actor: Actor) => {
      const id = await hookId(database());
      return service.changeChannel(actor, 'shop', { id, name: 'Hook', events: ['report.ready'] });
    },
    pauseChannel: async (actor: Actor) => service.pauseChannel(actor, 'shop', await hookId(database()), true),
    holidays: (actor: Actor) => service.holidays(actor, 'shop'),
    addHolidays: (actor: Actor) =>
      service.addHolidays(actor, 'shop', { holidays: [{ name: 'Christmas', from: '2026-12-24', yearly: true }] }),
    removeHoliday: async (actor: Actor) => {
      await service.addHolidays(HOST, 'shop', { holidays: [{ name: 'Launch', from: '2026-09-01' }] });
      await service.removeHoliday(actor, 'shop', { name: 'Launch' });
    },
    setTimeZone: (actor: Actor) => service.setTimeZone(actor, 'shop', 'Europe/Berlin'),
    exportTeam: (actor: Actor) => service.exportTeam(actor, 'shop'),
    applyTeam: (actor: Actor) => service.applyTeam(actor, 'shop', { text: 'headroom: 1\n' }),
    testChannel: async (actor: Actor) => service.testChannel(actor, 'shop', await hookId(database())),
    removeChannel: async (actor: Actor) => service.removeChannel(actor, 'shop', await hookId(database())),
  };
}
