import { expect, it } from 'vitest';
import { pageOf, rowsOfPage } from '@/components/overview/pages';
import { type Found, matching } from '@/components/shell/find';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it('shows 25 apps a page, whatever page the address asks for', () => {
  const all = numbers(120);
  expect(rowsOfPage(all, 1)).toEqual({ from: 0, rows: numbers(25), page: 1 });
  expect(rowsOfPage(all, 5).rows).toEqual(all.slice(100));
  expect(rowsOfPage(all, 99)).toEqual(rowsOfPage(all, 5));
  expect(rowsOfPage([], 2)).toEqual({ from: 0, rows: [], page: 1 });
  expect([pageOf('2'), pageOf('0'), pageOf('-1'), pageOf('1e3'), pageOf(['2']), pageOf(undefined)]).toEqual([
    2, 1, 1, 1, 1, 1,
  ]);
});

it('keeps pages and actions in the palette of a thousand apps, and finds each app by its name', () => {
  const apps = numbers(1_000).map((n): Found => ({ id: `${n}`, label: `Shop ${n}`, group: 'Apps' }));
  const all = [...apps, { id: 'theme', label: 'Switch between light and dark', group: 'Actions' }];
  expect(matching(all, '').map(({ id }) => id)).toContain('theme');
  expect(matching(all, '').length).toBeLessThan(100);
  expect(matching(all, 'shop 987').map(({ id }) => id)).toEqual(['987']);
});
