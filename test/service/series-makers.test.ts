import { expect, test } from 'vitest';
import { greatestMaker } from '@/service/apps/series-makers';

const one = (attributes: Record<string, string>, metric = 'requests') => ({
  metric,
  resource: { 'service.name': 'shop' },
  attributes,
});

test('the attribute is named without which the fewest series would be left', () => {
  const series = Array.from({ length: 12 }, (_, n) =>
    one({ 'url.full': `/orders/${n}`, method: n % 2 ? 'GET' : 'PUT' }),
  );
  expect(greatestMaker([...series, one({}, 'heap')])).toEqual({ attribute: 'url.full', makes: 10, of: 13 });
});

test('none is named where there are no series, or one a metric', () => {
  expect(greatestMaker([])).toBeNull();
  expect(greatestMaker([one({ a: '1' }), one({ a: '1' }, 'other')])).toBeNull();
});
