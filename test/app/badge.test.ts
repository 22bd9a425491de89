/** The words of a badge. */
import { expect, test } from 'vitest';
import { badgeSvg } from '@/app/badge/[app]/[signature]/svg';
import type { BadgeFacts } from '@/service/views/api';

const DAY_MS = 86_400_000;
const known: BadgeFacts = { state: 'clear', code: 'multiple', multiple: 1.7, first: 'CPU used', diskLeftMs: null };

test.each<[string, Partial<BadgeFacts>]>([
  ['1.7× · CPU used', {}],
  ['1.7×', { first: null }],
  ['at most 1.7× · CPU used', { code: 'at-most' }],
  ['more than 1.7×', { code: 'more-than' }],
  ['21 days · disk used', { state: 'soon', first: 'disk used', diskLeftMs: 21 * DAY_MS }],
  ['21 days · disk used', { state: 'soon', multiple: null, first: 'disk used', diskLeftMs: 21 * DAY_MS }],
  ['crossing', { state: 'crossing', diskLeftMs: 21 * DAY_MS }],
  ['no data', { state: 'no-data' }],
  ['learning', { state: 'learning', multiple: null, first: null }],
])('“%s”', (words, change) => {
  expect(badgeSvg({ ...known, ...change })).toContain(`<title>headroom: ${words}</title>`);
});
