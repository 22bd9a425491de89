/** Which attribute makes most of an app's series: the one without which the fewest would be left. */
import type { Attributes } from '@/store/index';

export interface SeriesMaker {
  attribute: string;
  /** Series that there would not be without it. */
  makes: number;
  of: number;
}

interface Shape {
  metric: string;
  resource: Attributes;
  attributes: Attributes;
}

/** Null where no attribute makes any: no series, or each metric has one. */
export function greatestMaker(series: readonly Shape[]): SeriesMaker | null {
  const flat = series.map(({ metric, resource, attributes }) => {
    const pairs = [...Object.entries(resource), ...Object.entries(attributes)];
    return { metric, pairs: pairs.map(([key, value]) => [key, `${key}=${JSON.stringify(value)}`] as const) };
  });
  const keys = new Set(flat.flatMap(({ pairs }) => pairs.map(([key]) => key)));
  let greatest: SeriesMaker | null = null;
  for (const attribute of keys) {
    const left = new Set(
      flat.map(({ metric, pairs }) =>
        [metric, ...pairs.flatMap(([key, text]) => (key === attribute ? [] : [text])).sort()].join('\n'),
      ),
    );
    const makes = series.length - left.size;
    if (makes > (greatest?.makes ?? 0)) greatest = { attribute, makes, of: series.length };
  }
  return greatest;
}
