import { planMetrics, runTasks } from '@/collectors/otlp/decode';
import { type Decoded, startDecoding } from '@/collectors/otlp/decoded';
import { learn, replay } from '@/collectors/otlp/imprint';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { defaultLimits } from '@/service/ingest';
import type { SeriesIdentity } from '@/store';
import { nowAt } from './requests-arbitrary';

/** Decodes a protobuf request as the collector does. */
export function decode(
  body: Buffer,
  cache = seriesCache(1e9),
  { limits = defaultLimits, slice = 1e9, appId = 1, at = nowAt } = {},
): Decoded {
  const out = startDecoding(cache.of(appId, limits.activeSeries, at), limits, at);
  if (replay(body, out)) return out;
  const tasks = planMetrics(body, out);
  while (!runTasks(body, tasks, out, slice));
  learn(body, out);
  return out;
}

/** Points with their identities: what must arrive, in the request's own order. */
export function arrived(out: Decoded) {
  const identities = new Map(out.pending.map(({ index, ref }) => [index, ref.identity as SeriesIdentity]));
  return Array.from({ length: out.points.length }, (_, i) => ({
    metric: identities.get(i)?.metric,
    attributes: identities.get(i)?.attributes,
    time: out.points.time[i],
    start: out.points.start[i],
    value: out.points.value[i],
    flags: out.points.flags[i],
    histogram: out.points.histograms[i],
  }));
}
