import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { seriesCache } from '@/collectors/otlp/series-cache';
import type { ExpositionFormat } from '@/collectors/prometheus/exposition';
import {
  addReport,
  endAll,
  readScrape,
  type ScrapedPoints,
  type ScrapeInput,
  targetMemory,
} from '@/collectors/prometheus/scrape-points';
import { defaultLimits } from '@/service/ingest';
import { PointKind } from '@/store';

const at = 1_700_000_000_000;

function target(limits = defaultLimits) {
  const memory = targetMemory();
  const cache = seriesCache(1e8);
  let now = at;
  return (text: string, format: ExpositionFormat = 'text') => {
    now += 15_000;
    const app = cache.of(1, limits.activeSeries, now);
    const input: ScrapeInput = { memory, app, limits, labels: { job: 'shop', instance: 'shop:9100' }, at: now };
    const out = text === '(failed)' ? endAll(input) : readScrape(Buffer.from(text), format, input);
    addReport(out, { up: text === '(failed)' ? 0 : 1 }, input);
    const identities = new Map(out.pending.map(({ index, ref }) => [index, ref.identity]));
    const points = pointsOf(out, identities);
    // The last is Headroom's own gauge about the scrape.
    const up = points.at(-1)?.series?.metric === 'up' ? points.pop()?.value : undefined;
    return { now, up, points, reasons: [...out.rejections.keys()] };
  };
}

function pointsOf({ points }: ScrapedPoints, identities: Map<number, unknown>) {
  return Array.from({ length: points.length }, (_, i) => ({
    series: identities.get(i) as NonNullable<ScrapedPoints['pending'][number]['ref']['identity']>,
    time: points.time[i] as number,
    start: points.start[i] as number,
    value: points.value[i] as number,
    flags: points.flags[i] as number,
    histogram: points.histograms[i],
  }));
}

const histogram = (counts: number[], extra = '') => `# TYPE h_seconds histogram
h_seconds_bucket{x="1",le="0.1"} ${counts[0]}
h_seconds_bucket{x="1",le="1"} ${counts[1]}
h_seconds_bucket{x="1",le="+Inf"} ${counts[2]}
h_seconds_sum{x="1"} 5.5
h_seconds_count{x="1"} ${counts[2]}
${extra}`;

describe('a scrape', () => {
  it('makes counters, gauges and summaries series under their own names', () => {
    const { points } = target()(
      '# TYPE c_total counter\nc_total{a="1"} 3\n# TYPE g gauge\ng 4 1700000000000\nu 5\n' +
        '# TYPE s summary\ns{quantile="0.5"} 0.2\ns_sum 7\ns_count 9\n',
    );
    const brief = points.map(({ series, value, time }) => [
      series.metric,
      series.kind === PointKind.sum ? 'counter' : 'gauge',
      { ...series.attributes },
      value,
      time - at,
    ]);
    expect(brief).toEqual([
      ['c_total', 'counter', { a: '1' }, 3, 15_000],
      ['g', 'gauge', {}, 4, 0],
      ['u', 'gauge', {}, 5, 15_000],
      ['s', 'gauge', { quantile: '0.5' }, 0.2, 15_000],
      ['s_sum', 'counter', {}, 7, 15_000],
      ['s_count', 'counter', {}, 9, 15_000],
    ]);
    expect(points[0]?.series.resource).toEqual({ 'service.name': 'shop', 'service.instance.id': 'shop:9100' });
  });

  it('keeps the labels job and instance of a sample beside those of the target', () => {
    const { points } = target()('a{job="x",instance="y"} 1\n');
    expect({ ...points[0]?.series.attributes }).toEqual({ exported_job: 'x', exported_instance: 'y' });
    expect(points[0]?.series.resource).toMatchObject({ 'service.name': 'shop' });
  });

  it('puts the buckets of a histogram together, in whatever order they come', () => {
    const text = histogram([2, 5, 6]);
    const swapped = text.split('\n');
    swapped.splice(1, 3, ...[swapped[3], swapped[1], swapped[2]].map(String));
    for (const given of [text, swapped.join('\n')]) {
      const { points } = target()(given);
      expect(points).toHaveLength(1);
      expect(points[0]?.series).toMatchObject({
        metric: 'h_seconds',
        kind: PointKind.histogram,
        temporality: 2,
        unit: 's',
      });
      expect({ ...points[0]?.series.attributes }).toEqual({ x: '1' });
      expect(points[0]?.histogram).toMatchObject({ count: 6, sum: 5.5 });
      expect([...(points[0]?.histogram?.bounds ?? [])]).toEqual([0.1, 1]);
      expect([...(points[0]?.histogram?.counts ?? [])]).toEqual([2, 3, 1]);
    }
  });

  it('refuses a histogram whose buckets fall, and keeps the rest', () => {
    const { points, reasons } = target()(histogram([9, 5, 6], 'g 1\n'));
    expect([points.map(({ series }) => series.metric), reasons]).toEqual([['g'], ['broken-histogram']]);
  });

  it('leaves gauge histograms as the gauges they are', () => {
    const { points } = target()(
      '# TYPE q gaugehistogram\nq_bucket{le="+Inf"} 4\nq_gsum 1\nq_gcount 4\n# EOF\n',
      'openmetrics',
    );
    expect(points.map(({ series }) => [series.metric, series.kind])).toEqual(
      ['q_bucket', 'q_gsum', 'q_gcount'].map((name) => [name, PointKind.gauge]),
    );
  });

  it('starts counters and histograms when _created says so', () => {
    const { points } = target()(
      `# TYPE c counter\nc_total 3\nc_created 1700000001.5\n${histogram([1, 1, 1], 'h_seconds_created{x="1"} 1700000002\n')}# EOF\n`,
      'openmetrics',
    );
    expect(points.map(({ series, start }) => [series.metric, start - at])).toEqual([
      ['c_total', 1_500],
      ['h_seconds', 2_000],
    ]);
  });

  it('drops NaN as nothing said, and says what else is not kept', () => {
    const { points, reasons } = target()('a NaN\nb +Inf\nc 1\nc 2\nd 1 99999999999999\ne 1 1\n');
    expect(points.map(({ value }) => value)).toEqual([1]);
    expect(reasons).toEqual(['not-a-number', 'twice-in-a-scrape', 'too-far-in-future', 'too-old']);
  });

  it('keeps to the limits of the app', () => {
    const scrape = target({ ...defaultLimits, activeSeries: 2, attributesPerPoint: 1, attributeBytes: 10 });
    const { points, reasons } = scrape('a{b="1",c="2"} 1\na{b="12345678901"} 1\nx 1\ny 2\nz 3\n');
    expect(points.map(({ value }) => value)).toEqual([1, 2]);
    expect(reasons).toEqual(['too-many-attributes', 'attribute-too-long', 'too-many-series']);
    const text = Array.from({ length: 50_001 }, (_, i) => `m{i="${i}"} 1\n`).join('');
    expect(() => target()(text)).toThrow('line 50001: more than 50000 samples in one scrape');
  });
});

describe('what was there and is gone', () => {
  const ended = ({ points }: ReturnType<ReturnType<typeof target>>) => points.filter(({ flags }) => flags === 1);

  it('gets one "no recorded value" at the time of the scrape, and can come back', () => {
    const scrape = target();
    const text = `a 1\nb{x="1"} 2\nlate 3 ${at}\n${histogram([1, 2, 3])}`;
    expect(ended(scrape(text))).toEqual([]);
    const second = scrape('a 1\n');
    expect(ended(second).map(({ series, time, value }) => [series.metric, time, value])).toEqual([
      ['b', second.now, Number.NaN],
      ['h_seconds', second.now, Number.NaN],
    ]);
    expect(ended(scrape('a 1\n'))).toEqual([]);
    expect(ended(scrape(text))).toEqual([]);
    expect(ended(scrape('a NaN\nb{x="1"} 2\n')).map(({ series }) => series.metric)).toEqual(['a', 'h_seconds']);
  });

  it('is everything when the target fails, once', () => {
    const scrape = target();
    expect(scrape('a 1\nb 2\n').up).toBe(1);
    expect(ended(scrape('(failed)')).map(({ series }) => series.metric)).toEqual(['a', 'b']);
    expect(scrape('(failed)')).toMatchObject({ points: [], up: 0 });
  });

  it('is not decided by an answer that breaks off', () => {
    const scrape = target();
    scrape(histogram([1, 2, 3]));
    expect(() => scrape('# TYPE h_seconds histogram\nh_seconds_bucket{x="1",le="0.1"} 7\nbroken\n')).toThrow('line 3');
    const { points } = scrape(histogram([1, 2, 3]));
    expect(points.map(({ histogram: h, flags }) => [[...(h?.counts ?? [])], flags])).toEqual([[[1, 1, 1], 0]]);
  });

  it('is also the series of a metric that changed its type', () => {
    const scrape = target();
    scrape('# TYPE a gauge\na 1\nb 1\n');
    const { points } = scrape('# TYPE a counter\na 2\nb 1\n');
    expect(points.map(({ series, flags }) => [series.metric, series.kind, flags])).toEqual([
      ['a', PointKind.sum, 0],
      ['b', PointKind.gauge, 0],
      ['a', PointKind.gauge, 1],
    ]);
  });
});

describe('prom-client', () => {
  it.each(['text', 'openmetrics'] as const)('is read in full: %s', async (format) => {
    const registry = new Registry();
    if (format === 'openmetrics') registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const registers = [registry];
    new Counter({ name: 'orders_total', help: 'Orders', labelNames: ['route'], registers }).inc(
      { route: '/"a\\b\n' },
      7,
    );
    new Gauge({ name: 'pool', help: 'Pool', registers }).set(-2.5);
    new Summary({ name: 'wait', help: 'Wait', percentiles: [0.5], registers }).observe(3);
    const durations = new Histogram({ name: 'took_seconds', help: 'Took', buckets: [0.1, 1], registers });
    for (const value of [0.05, 0.5, 0.7, 9]) durations.observe(value);
    const { points, reasons } = target()(await registry.metrics(), format);
    expect(reasons).toEqual([]);
    expect(
      points.map(({ series, value, histogram: h }) => [
        series.metric,
        { ...series.attributes },
        h ? [...(h.counts ?? [])] : value,
      ]),
    ).toEqual([
      ['orders_total', { route: '/"a\\b\n' }, 7],
      ['pool', {}, -2.5],
      ['wait', { quantile: '0.5' }, 3],
      ['wait_sum', {}, 3],
      ['wait_count', {}, 1],
      ['took_seconds', {}, [1, 2, 1]],
    ]);
  });
});
