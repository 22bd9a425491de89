/** Every figure that was found is a price here, or is named with the reason why it is none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadCatalogue } from '@/catalogue';

const { prices, limits } = loadCatalogue(join(process.cwd(), 'catalogue'));

/** Figures told by another unit here, so that a price keeps its digits: unit here, how many of theirs it is. */
const UNITS: Record<string, [string, number]> = {
  'vcpu-second': ['vcpu-hour', 3600],
  'gib-second': ['gib-hour', 3600],
  error: ['1k-errors', 1000],
  span: ['million-spans', 1e6],
};

/** Found, but no price of its own. */
const LEFT_OUT: Record<string, string> = {
  'Aurora I/O-Optimized compute multiplier': 'a factor on other prices, no price of anything',
  'dedicated cluster': 'Atlas M30 is listed by the hour twice at the same figure; one of the two stands here',
};
/** Told by the month here, as the provider's page does, instead of by the hour. */
const BY_MONTH = ['Cloud Storage Standard regional', 'Cloud Storage Nearline regional'];

const figures = readFileSync(join(import.meta.dirname, 'fixtures', 'figures.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [provider = '', service = '', plan = '', unit = '', usd = ''] = line.split('\t');
    return { provider, service, plan, unit, usd: Number(usd) };
  });

it('holds 423 prices for 425 figures found; two are left out, each with its reason; commitments are derived', () => {
  const rest = [...prices.values()].filter(({ service }) => !service.includes('commitment'));
  const missing = figures.filter(({ provider, service, plan, unit, usd }) => {
    const [here, many] = BY_MONTH.includes(service) ? ['gib-month', 730] : (UNITS[unit] ?? [unit, 1]);
    const at = rest.findIndex(
      (it) =>
        it.provider === provider &&
        it.plan === plan &&
        it.unit === here &&
        Math.abs(Number(it.price) - usd * Number(many)) <= 1e-4 * usd * Number(many) + 1e-6,
    );
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  expect(figures).toHaveLength(425);
  expect(missing.map(({ service }) => service).sort()).toEqual(Object.keys(LEFT_OUT).sort());
  expect(rest).toEqual([]);
});

it('takes the published 28 % off the list price of each machine that a commitment of Google covers', () => {
  const committed = [...prices.values()].filter(({ service }) => service.includes('commitment'));
  expect(committed).toHaveLength(6);
  for (const { plan, provider, price } of committed) {
    const list = [...prices.values()].find(
      (it) => it.provider === provider && it.plan === plan && it.service.includes('on-demand'),
    );
    expect(Number(price)).toBeCloseTo(0.72 * Number(list?.price), 5);
  }
});

it('names source, currency and confidence of each, and a date wherever its source has one', () => {
  for (const { id, source, currency, confidence } of prices.values())
    expect([id, source.length > 10, currency, ['high', 'medium', 'low'].includes(confidence)]).toEqual([
      id,
      true,
      'USD',
      true,
    ]);
});

it.each([
  ['aws-rds-postgres-t4g-medium', 413],
  ['atlas-m30', 3000],
  ['render-postgres-accelerated-16gb', 400],
  ['gcp-cloud-sql-zonal-small', 100],
  ['aws-elasticache-redis-t4g-micro', 65_000],
  ['railway-medium', undefined],
])('%s allows %s connections, from a sourced limit', (id, connections) => {
  expect(prices.has(id)).toBe(true);
  expect(prices.get(id)?.maxConnections).toBe(connections);
});

it('takes limits from files with a source each', () => {
  expect(limits.length).toBeGreaterThanOrEqual(7);
  for (const { source } of limits) expect(source).toMatch(/\.\w+\//);
});
