/** Which attributes of an app's request metric name its routes, and which routes are left out of its signals (RULES 3.6). */
import type { Series } from '@/store/points/points';
import { isFromSpans } from './from-spans';
import { attribute, underscored } from './points';
import { classify, METHOD, ROUTE } from './request-metrics';
import type { RouteNames } from './settings';

export interface RouteAttributes {
  route: string;
  method: string | null;
  /** Labels of these attributes as one name: "GET /products/:id". */
  nameOf: (labels: Readonly<Record<string, string>>) => string;
  /** Names that count in response times: neither health checks nor streams nor what the team leaves out. */
  counted: ReadonlySet<string>;
  /** Whether the app measures its requests itself: spans of the same are not added then. */
  measured: boolean;
}

/** Null where the series name no route. */
export function routeAttributes(series: readonly Series[], names: RouteNames): RouteAttributes | null {
  const has = (keys: readonly string[]) =>
    keys
      .flatMap((key) => [underscored(key), key])
      .find((key) => series.some((each) => attribute({ series: each }, key) !== undefined));
  const route = has(ROUTE);
  if (route === undefined) return null;
  const method = has(METHOD) ?? null;
  const nameOf = (labels: Readonly<Record<string, string>>) =>
    [method === null ? '' : (labels[method] ?? ''), labels[route] ?? ''].filter((text) => text !== '').join(' ');
  const counted = new Set<string>();
  let measured = false;
  for (const each of series) {
    const own = { series: each };
    const path = attribute(own, route);
    if (!isFromSpans(own)) measured = true;
    const { excluded, timed } = classify(own, names);
    if (path === undefined || excluded || !timed) continue;
    counted.add(nameOf({ [route]: path, ...(method === null ? {} : { [method]: attribute(own, method) ?? '' }) }));
  }
  return counted.size === 0 ? null : { route, method, nameOf, counted, measured };
}
