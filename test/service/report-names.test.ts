/** Names that a PDF's typeface cannot write. */
import { expect, test } from 'vitest';
import { spelt } from '@/service/report/pdf/spelt';
import type { ReportDocument } from '@/service/views/report';

const latin = (letter: string) => /[\p{Script=Latin}\p{N}]/u.test(letter);
const report = (...names: [name: string, slug: string][]) =>
  ({
    title: names[0]?.[0],
    teamName: 'Shop',
    teamSlug: 'shop',
    apps: names.map(([name, slug]) => ({ name, slug })),
    sentences: names.map(([name]) => `${name}: at its limit.`),
    decide: names.map(([name]) => ({ app: name })),
  }) as unknown as ReportDocument;

test('stand as the app’s address wherever they stood, the longer name before one that is part of it', () => {
  const { title, sentences, decide } = spelt(
    report(['店', 'app-1'], ['店铺系统 "EU"', 'app-2'], ['Checkout', 'checkout']),
    latin,
  );
  expect(title).toBe('app-1');
  expect(sentences).toEqual(['app-1: at its limit.', 'app-2: at its limit.', 'Checkout: at its limit.']);
  expect(decide.map(({ app }) => app)).toEqual(['app-1', 'app-2', 'Checkout']);
});

test('that it can write for the most part stay as they are', () => {
  const given = report(['Checkout 店', 'checkout'], ['Größe', 'grosse'], ['…', 'app-3']);
  expect(spelt(given, latin)).toBe(given);
});
