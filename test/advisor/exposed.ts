/** What targets expose, as series: the way in of a scraper (types told) or of remote write 1.0 (names only). */
import { readFileSync } from 'node:fs';
import { readExposition } from '@/collectors/prometheus/exposition';
import { readSpelling } from '@/collectors/prometheus/exposition-spelling';
import { type PrometheusType, seriesOfLabels } from '@/collectors/prometheus/labels';
import { identityHash, makePoints, type SeriesPoints } from '@/store';

export interface Scrape {
  at: number;
  text: string;
  job: string;
  instance?: string;
}

export function exposed(scrapes: Scrape[], typed: boolean): SeriesPoints[] {
  const all = new Map<string, SeriesPoints>();
  for (const { at, text, job, instance = 'a:80' } of scrapes) {
    const types = new Map<string, PrometheusType>();
    readExposition(Buffer.from(text), 'text', {
      type: (family, type) => void types.set(family, type),
      help: () => {},
      unit: () => {},
      sample(spelling, value) {
        const { name, labels } = readSpelling(spelling);
        const type = types.get(name) ?? types.get(name.replace(/_(bucket|count|sum)$/, '')) ?? 'unknown';
        const identity = seriesOfLabels({
          labels: [['__name__', name], ['job', job], ['instance', instance], ...labels],
          type: typed ? type : 'unknown',
          help: '',
          shape: 'number',
        });
        const key = identityHash(identity);
        const found = all.get(key) ?? { series: { id: all.size + 1, ...identity }, points: makePoints(scrapes.length) };
        all.set(key, found);
        const { points } = found;
        const index = points.length++;
        points.series[index] = found.series.id;
        points.time[index] = at;
        points.start[index] = Number.NaN;
        points.value[index] = value;
        points.histograms.push(null);
      },
    });
  }
  return [...all.values()];
}

/** A capture in test/fixtures/prometheus; its first line says what it is. */
export function captured(name: string): string {
  return readFileSync(new URL(`../fixtures/prometheus/${name}.txt`, import.meta.url), 'utf8');
}
