/**
 * A new release on the same instance is a new series (its resource says another version), but no second
 * instance: what the old one said ends when the new one begins, or the two would be added up.
 */
import { firstTime } from './gauges';
import { lastTime, type Prepared } from './points';

/** Sets `endsAt` of each series whose place another one of the same instance, metric and attributes has taken. */
export function endReplaced(prepared: Prepared[]): void {
  const metrics = new Map<string, Prepared[]>();
  for (const each of prepared) {
    if (each.points.length === 0) continue;
    group(metrics, `${each.service}\n${each.instance}\n${each.series.metric}`, each);
  }
  for (const list of metrics.values()) {
    // Where the last to begin did so before the first to end, none has replaced another.
    let newest = Number.NEGATIVE_INFINITY;
    let ended = Number.POSITIVE_INFINITY;
    for (const each of list) {
      newest = Math.max(newest, firstTime(each, 0));
      ended = Math.min(ended, lastTime(each));
    }
    if (newest > ended) endIn(list);
  }
}

function endIn(sameMetric: Prepared[]): void {
  const places = new Map<string, Prepared[]>();
  for (const each of sameMetric) group(places, attributesKey(each), each);
  for (const list of places.values()) {
    for (const each of list) {
      const mine = lastTime(each);
      const later = list.map((other) => firstTime(other, 0)).filter((first) => first > mine);
      if (later.length > 0) each.endsAt = Math.min(...later);
    }
  }
}

function group(groups: Map<string, Prepared[]>, key: string, each: Prepared): void {
  const list = groups.get(key);
  if (list) list.push(each);
  else groups.set(key, [each]);
}

function attributesKey({ series }: Prepared): string {
  const { scope, attributes } = series;
  return `${scope.name}\n${JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
