/** What a browser may send that no page of ours does: answered in words, never with a broken page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownPath } from '@/app/own-path';
import { neighbourhood } from '@/config/sender-address';
import * as service from '@/service';
import { signInLinkState } from '@/service/auth/sign-in-links';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, person, ROADMAP, serviceDatabase } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
let database: TestDatabase;
let ann: Actor;
let slug: string;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  ann = await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  ({ slug } = await service.createApp(ann, { name: 'Checkout', roadmapId: ROADMAP }));
});
afterAll(() => database.close());

const codeOf = (asked: Promise<unknown>) => asked.then(String, (error) => error.code ?? `bug: ${error.stack}`);

describe('an id', () => {
  it.each([
    ['a filter', { contains: '' }],
    ['a list', ['shop', 'other']],
    ['U+0000', 'a\u0000'],
    ['nothing', undefined],
  ])('that is %s names nothing', async (_, id) => {
    const odd = id as string;
    expect(await codeOf(service.appView(ann, odd))).toBe('not-found');
    expect(await codeOf(service.newToken(ann, odd))).toBe('not-found');
    expect(await codeOf(service.reportView(ann, odd))).toBe('not-found');
    expect(await codeOf(service.tickStep(ann, slug, odd, { status: 'done' }))).toBe('not-found');
    if (odd !== undefined) expect(await codeOf(service.overview(ann, odd))).toBe('not-found');
  });

  it('of a one-time link may be given twice in the address', async () => {
    expect(await signInLinkState(['a', 'b'] as unknown as string)).toEqual({ state: 'unknown' });
  });
});

describe('a field', () => {
  it('with a character that the database cannot keep is named', async () => {
    const made = service.createApp(HOST, { teamSlug: 'shop', name: 'a\u0000b', roadmapId: ROADMAP });
    await expect(made).rejects.toMatchObject({ code: 'invalid', field: 'name' });
    const ticked = service.setMetricNames(ann, slug, { users: 'x\ud800' });
    await expect(ticked).rejects.toMatchObject({ code: 'invalid', field: 'users' });
  });

  it('with a time beyond all times is named', async () => {
    const chart = (fromAt: number, toAt: number) =>
      service.chart(ann, slug, { signals: ['latency.p95'], fromAt, toAt });
    expect(await codeOf(chart(8.9e15, 8.9e15 + 60_000))).toBe('invalid');
    expect(await codeOf(chart(-1, nowAt))).toBe('invalid');
    expect(await codeOf(chart(0, 86_400_000))).toBe('[object Object]');
  });
});

describe('after signing in', () => {
  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'https://evil.example',
    'javascript:x',
    '/..//evil.example',
    '/.//evil.example',
    null,
  ])('nobody is sent to %j', (next) => expect(ownPath(next)).toBe('/'));

  it('one goes on to a page of ours', () => {
    expect(ownPath('/apps/shop/costs?x=5#now')).toBe('/apps/shop/costs?x=5#now');
  });
});

it('all addresses of one IPv6 network share their tries to sign in', () => {
  expect(neighbourhood('2001:db8:0:1:aaaa::1')).toBe('2001:db8:0:1::/64');
  expect(neighbourhood('2001:0DB8::1:0:0:0:7')).toBe('2001:db8:0:1::/64');
  expect(neighbourhood('2001:db8::2')).toBe('2001:db8:0:0::/64');
  expect(neighbourhood('192.0.2.7')).toBe('192.0.2.7');
});
