/** What apps and teams may be called, and what becomes of a name in an address. */
import { expect, test } from 'vitest';
import { freeSlug } from '@/service/apps/slugs';
import { nameInput } from '@/service/inputs/name';
import { eventWords } from '@/service/notifications/words';

const nobody = async () => false;

test.each([
  ['Checkout (EU)', 'checkout-eu'],
  ['Größe & Straße', 'grosse-strasse'],
  ['Łódź Ærø', 'lodz-aero'],
  ['2048', '2048'],
  ['متجر app-store', 'app-store'],
  [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
  ['x'.repeat(200), 'x'.repeat(60)],
])('%s stands in an address as %s', async (name, slug) => {
  expect(await freeSlug(name, nobody)).toBe(slug);
});

test.each(['متجر', 'חנות', '结账', '🚀', 'متجر 2', 'متجر إلكتروني (EU)', '—', 'new'])(
  '%s gets a short id',
  async (name) => {
    expect(await freeSlug(name, nobody)).toMatch(name === 'new' ? /^new-[0-9a-f]{4}$/ : /^app-[0-9a-f]{4}$/);
    expect(await freeSlug(name, nobody, 'team')).toMatch(name === 'new' ? /^new-/ : /^team-[0-9a-f]{4}$/);
  },
);

test('a taken address gets four characters more', async () => {
  expect(await freeSlug('Shop', async (slug) => slug === 'shop')).toMatch(/^shop-[0-9a-f]{4}$/);
});

test('a name is of any script, of up to 200 characters, on one line', () => {
  const may = (name: string) => nameInput('app').safeParse(name).success;
  for (const name of ['متجر', 'חנות', '结账', '👩‍💻 jobs', 'می‌خواهم', 'x'.repeat(200)])
    expect([name, may(name)]).toEqual([name, true]);
  for (const name of ['', '  ', 'x'.repeat(201), 'a\nb', 'a\u2028b', 'a\u0000b', 'a\u202eb', 'a\u2066b', 'a\ud800b'])
    expect([name, may(name)]).toEqual([name, false]);
});

test('the title of an event says what happened, after a name of any length', () => {
  const titleOf = (name: string, of: object = {}) =>
    eventWords(
      {
        id: 1n,
        key: 'date:1',
        kind: 'date.near',
        createdAt: Date.UTC(2026, 4, 20),
        payload: { likelyAt: Date.UTC(2026, 5, 20), leadDays: 40, ...of },
        app: { slug: 'checkout', name },
        definitions: [],
      },
      'UTC',
    ).title;
  expect(titleOf('متجر')).toBe('متجر: its first limit is about 20 Jun');
  expect(titleOf('shop', { signal: 'disk.used', disk: 'db-1 /data' })).toBe(
    'shop: db-1 /data is at its limit about 20 Jun',
  );
  expect(titleOf('shop', { signal: 'disk.used', disk: null })).toBe('shop: Disk used is at its limit about 20 Jun');
  expect(titleOf('🚀'.repeat(200))).toBe(`${'🚀'.repeat(79)}…: its first limit is about 20 Jun`);
});
