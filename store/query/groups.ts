/** Series that become one: by equal values of some attributes, added or compared step by step. */
import type { Series, SeriesPoints } from '../points/points';
import { attributeText, textOf } from './filters';
import type { AttributeName, Query } from './types';

export interface Group {
  /** Made when asked for: of thousands of groups few are shown. */
  labels: () => Record<string, string>;
  members: SeriesPoints[];
}

/** In the order of their first series. */
export function groupsOf(found: SeriesPoints[], groupBy: Query['groupBy']): Group[] {
  if (groupBy === 'series') return found.map((each) => ({ labels: () => labelsOf(each.series), members: [each] }));
  const names = labelNames(groupBy);
  const groups = new Map<string, Group>();
  for (const each of found) {
    const values = groupBy.map((name) => attributeText(each.series, name));
    const key = JSON.stringify(values);
    let group = groups.get(key);
    if (!group) {
      group = { labels: () => Object.fromEntries(values.map((value, i) => [names[i] as string, value])), members: [] };
      groups.set(key, group);
    }
    group.members.push(each);
  }
  return [...groups.values()];
}

/** A key that two sides have in common says whose it is. */
function labelNames(groupBy: AttributeName[]): string[] {
  return groupBy.map(({ of, key }) =>
    of === 'scope' || groupBy.some((other) => other.of !== of && other.key === key) ? `${of}.${key}` : key,
  );
}

function labelsOf(series: Series): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(series.attributes)) labels[key] = textOf(value);
  for (const [key, value] of Object.entries(series.resource)) {
    labels[Object.hasOwn(labels, key) ? `resource.${key}` : key] = textOf(value);
  }
  if (series.scope.name !== '') labels['scope.name'] = series.scope.name;
  return { ...labels };
}

/** Joins the columns of a group's series into `total`, group after group; a gap in one is no gap in the group. */
export function joiner(across: Query['across'], total: Float64Array) {
  const steps = total.length;
  const count = new Float64Array(steps);
  return {
    begin(): void {
      total.fill(Number.NaN);
      count.fill(0);
    },
    add(column: Float64Array): void {
      for (let step = 0; step < steps; step++) {
        const value = column[step] as number;
        if (value !== value) continue;
        const before = total[step] as number;
        if (count[step] === 0) total[step] = value;
        else if (across === 'min') total[step] = Math.min(before, value);
        else if (across === 'max') total[step] = Math.max(before, value);
        else total[step] = before + value;
        count[step] = (count[step] as number) + 1;
      }
    },
    end(): void {
      if (across !== 'avg') return;
      for (let step = 0; step < steps; step++) total[step] = (total[step] as number) / (count[step] as number);
    },
  };
}
