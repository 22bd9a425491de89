/** The same minute samples in Prometheus's own blocks, made by its promtool. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Series, SeriesPoints } from '@/store';
import type { App } from './blocks-layouts';

export interface PrometheusSize {
  samples: number;
  bytes: number;
  /** Without index and metadata: what compacting into longer blocks comes near. */
  chunkBytes: number;
}

/** Null where there is no promtool. Exponential histograms have no form there and are left out. */
export async function prometheusSize(folder: string, apps: App[]): Promise<PrometheusSize | null> {
  if (spawnSync('promtool', ['--version']).status !== 0) return null;
  const result = { samples: 0, bytes: 0, chunkBytes: 0 };
  for (const [i, app] of apps.entries()) {
    const file = join(folder, `${i}.om`);
    const out = join(folder, `prometheus-${i}`);
    mkdirSync(out);
    result.samples += await writeOpenMetrics(file, app);
    const run = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, out]);
    if (run.status !== 0) throw new Error(`promtool: ${run.stderr}`);
    for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
      const stat = statSync(join(out, path));
      if (!stat.isFile()) continue;
      result.bytes += stat.size;
      if (path.includes('chunks')) result.chunkBytes += stat.size;
    }
  }
  return result;
}

async function writeOpenMetrics(path: string, app: App): Promise<number> {
  const file = createWriteStream(path);
  let samples = 0;
  const bySeries = new Map<number, SeriesPoints[]>();
  for (const { series } of app.hours)
    for (const each of series) bySeries.set(each.series.id, [...(bySeries.get(each.series.id) ?? []), each]);
  // A metric's lines stand together, a series' in the order of time.
  const families = new Map<string, string[]>();
  for (const parts of bySeries.values()) {
    const { series } = parts[0] as SeriesPoints;
    const lines = new Map<string, string[]>();
    const add = (name: string, more: string, value: number, time: number) => {
      const key = `${name}{${[labels(series), more].filter((part) => part !== '').join(',')}}`;
      const found = lines.get(key);
      const line = `${key} ${number(value)} ${time / 1000}\n`;
      if (found) found.push(line);
      else lines.set(key, [line]);
      samples++;
    };
    for (const { points } of parts) addPoints(series, points, add);
    for (const [key, list] of lines) {
      const family = key.slice(0, key.indexOf('{'));
      const known = families.get(family);
      if (known) for (const line of list) known.push(line);
      else families.set(family, list);
    }
  }
  for (const list of families.values()) if (!file.write(list.join(''))) await once(file, 'drain');
  file.end('# EOF\n');
  await once(file, 'finish');
  return samples;
}

function addPoints(
  series: Series,
  points: SeriesPoints['points'],
  add: (name: string, more: string, value: number, time: number) => void,
): void {
  const name = series.metric.replaceAll(/[^a-zA-Z0-9_:]/g, '_');
  for (let i = 0; i < points.length; i++) {
    const time = points.time[i] as number;
    const histogram = points.histograms[i];
    if (!histogram) add(name, '', points.value[i] as number, time);
    else if (histogram.counts) {
      let below = 0;
      histogram.counts.forEach((count, k) => {
        below += count;
        add(`${name}_bucket`, `le="${histogram.bounds?.[k] ?? '+Inf'}"`, below, time);
      });
      add(`${name}_sum`, '', histogram.sum, time);
      add(`${name}_count`, '', histogram.count, time);
    }
  }
}

function labels({ attributes, resource }: Series): string {
  const all = { ...attributes, job: resource['service.name'], instance: resource['service.instance.id'] };
  return Object.entries(all)
    .map(([key, value]) => `${key.replaceAll(/[^a-zA-Z0-9_]/g, '_')}=${JSON.stringify(String(value))}`)
    .join(',');
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}
