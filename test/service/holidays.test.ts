/** The team's calendar: what people write into it, what files bring, and that forecasts rest on it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as service from '@/service';
import { appRows, factsOf } from '@/service/evaluate/facts';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { ROADMAP, serviceDatabase, signedIn } from './people';

let database: TestDatabase;
let editor: Actor;
let viewer: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => Date.UTC(2026, 10, 22) });
  editor = await signedIn(database.prisma, 'editor@example.org', 'shop', 'editor');
  viewer = await signedIn(database.prisma, 'viewer@example.org', 'shop', 'viewer');
  stranger = await signedIn(database.prisma, 'stranger@example.org', 'elsewhere', 'admin');
});
afterAll(() => database.close());
beforeEach(() => database.prisma.team.updateMany({ data: { holidays: [] } }));

const christmas = { name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true };
const listed = () => service.holidays(viewer, 'shop');
const add = (...holidays: object[]) => service.addHolidays(editor, 'shop', { holidays: holidays as never });
const read = (...lines: string[]) =>
  service.addHolidays(editor, 'shop', { ics: ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n') });
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'];

describe('a calendar', () => {
  test('keeps days in order; one of the same name and first day is replaced', async () => {
    await add(christmas, { name: 'Sale', from: '2026-11-27' });
    await add({ ...christmas, to: '2026-12-25' });
    const sale = { name: 'Sale', from: '2026-11-27', to: '2026-11-27', yearly: false };
    expect(await listed()).toEqual([sale, { ...christmas, to: '2026-12-25' }]);
    expect((await service.teamView(viewer, 'shop')).holidays).toEqual(await listed());
    await service.removeHoliday(editor, 'shop', { name: 'Sale', from: '2026-11-27' });
    expect((await listed()).map(({ name }) => name)).toEqual(['Christmas']);
    await expect(service.removeHoliday(editor, 'shop', { name: 'Sale' })).rejects.toMatchObject({ code: 'not-found' });
    const last = await database.prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(last).toMatchObject({ action: 'removeHoliday', details: { name: 'Sale', from: '2026-11-27' } });
  });

  test.each([
    ['no name', { name: ' ', from: '2026-12-24' }, 'holidays.0.name'],
    ['a day that is none', { name: 'A', from: '2026-02-30' }, 'holidays.0.from'],
    ['an end before its beginning', { name: 'A', from: '2026-12-24', to: '2026-12-23' }, 'holidays.0.to'],
    ['half a year', { name: 'A', from: '2026-01-01', to: '2026-06-30' }, 'holidays.0.to'],
  ])('refuses %s by its field', async (_, holiday, field) => {
    await expect(add(holiday)).rejects.toMatchObject({ code: 'invalid', field });
    expect(await listed()).toEqual([]);
  });

  test('has at most 500 entries', async () => {
    const day = (i: number) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    await add(...Array.from({ length: 500 }, (_, i) => ({ name: 'Day', from: day(i) })));
    await expect(add({ name: 'One more', from: '2030-01-01' })).rejects.toMatchObject({ code: 'invalid' });
    expect(await listed()).toHaveLength(500);
  });

  test('is the team’s own: no viewer writes it, nobody else reads it', async () => {
    await expect(service.addHolidays(viewer, 'shop', { holidays: [christmas] })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await add(christmas);
    await expect(service.holidays(stranger, 'shop')).rejects.toMatchObject({ code: 'not-found' });
    await expect(service.removeHoliday(stranger, 'shop', { name: 'Christmas' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await service.holidays(stranger, 'elsewhere')).toEqual([]);
  });

  test('is what the advisor is told', async () => {
    await add(christmas);
    const { slug } = await service.createApp(await signedIn(database.prisma, 'boss@example.org', 'shop', 'manager'), {
      teamSlug: 'shop',
      name: 'Checkout',
      roadmapId: ROADMAP,
    });
    const app = await database.prisma.app.findUniqueOrThrow({ where: { slug }, include: appRows });
    const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
    expect(factsOf(app).holidays).toEqual([{ ...christmas, from: day('2026-12-24'), to: day('2026-12-26') }]);
  });
});

describe('a calendar file', () => {
  test('brings whole days, with their names, ends and years', async () => {
    const answer = await read(
      ...event('SUMMARY:Tag der Deutschen ', ' Einheit', 'DTSTART;VALUE=DATE:20261003', 'RRULE:FREQ=YEARLY'),
      ...event('SUMMARY;LANGUAGE=en:Easter\\, both days', 'DTSTART;VALUE=DATE:20260405', 'DTEND;VALUE=DATE:20260407'),
      ...event('SUMMARY:Sale', 'DTSTART:20261127', 'DURATION:P4D', 'BEGIN:VALARM', 'DURATION:P9D', 'END:VALARM'),
    );
    expect(answer).toEqual({ added: 3, leftOut: 0 });
    expect(await listed()).toEqual([
      { name: 'Easter, both days', from: '2026-04-05', to: '2026-04-06', yearly: false },
      { name: 'Tag der Deutschen Einheit', from: '2026-10-03', to: '2026-10-03', yearly: true },
      { name: 'Sale', from: '2026-11-27', to: '2026-11-30', yearly: false },
    ]);
  });

  test('leaves out what is no whole day, has another rule, is cancelled or nameless, and counts it', async () => {
    const answer = await read(
      ...event('SUMMARY:Stand-up', 'DTSTART:20261003T090000Z'),
      ...event('SUMMARY:Pay day', 'DTSTART;VALUE=DATE:20261126', 'RRULE:FREQ=MONTHLY'),
      ...event('SUMMARY:Off', 'DTSTART;VALUE=DATE:20261126', 'STATUS:CANCELLED'),
      ...event('DTSTART;VALUE=DATE:20261126'),
      ...event('SUMMARY:Kept', 'DTSTART;VALUE=DATE:20261126'),
    );
    expect(answer).toEqual({ added: 1, leftOut: 4 });
    expect((await listed()).map(({ name }) => name)).toEqual(['Kept']);
  });

  test('writes yearly rules out, from three years back to five ahead, each as long as the first', async () => {
    const lines = [
      ...event('SUMMARY:Thanksgiving', 'DTSTART;VALUE=DATE:20001123', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'),
      ...event('SUMMARY:Moved', 'DTSTART:20260501', 'DTEND:20260503', 'RRULE:FREQ=YEARLY;UNTIL=20270501'),
      ...event('SUMMARY:Long ago', 'DTSTART;VALUE=DATE:20100101', 'RRULE:FREQ=YEARLY;COUNT=3'),
    ];
    expect(await read(...lines)).toEqual({ added: 11, leftOut: 1 });
    await read(...lines);
    const days = (await listed()).map(({ name, from, to }) => `${name} ${from} ${to}`);
    expect(days).toHaveLength(11);
    expect(days).toContain('Thanksgiving 2023-11-23 2023-11-23');
    expect(days).toContain('Thanksgiving 2031-11-27 2031-11-27');
    expect(days.filter((it) => it.startsWith('Moved'))).toEqual([
      'Moved 2026-05-01 2026-05-02',
      'Moved 2027-05-01 2027-05-02',
    ]);
  });

  test('turns no text around, and cuts no character in two', async () => {
    await read(
      ...event('SUMMARY:Sale\u202Eelas', 'DTSTART;VALUE=DATE:20261126'),
      ...event(`SUMMARY:${'x'.repeat(79)}🎄`, 'DTSTART;VALUE=DATE:20261127'),
    );
    expect((await listed()).map(({ name }) => name)).toEqual(['Saleelas', 'x'.repeat(79)]);
    const turned = { name: 'a\u202Eb', from: '2026-12-24' };
    await expect(service.addHolidays(editor, 'shop', { holidays: [turned] })).rejects.toMatchObject({
      code: 'invalid',
      field: 'holidays.0.name',
    });
  });

  test('that is none is refused with what to do', async () => {
    await expect(service.addHolidays(editor, 'shop', { ics: 'name,day\n' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'ics',
      fix: expect.stringContaining('BEGIN:VCALENDAR'),
    });
    await expect(read(...event('SUMMARY:Stand-up', 'DTSTART:20261003T090000Z'))).rejects.toMatchObject({
      field: 'ics',
    });
  });
});
