/** Series whose attributes match a filter: what thresholds on one kind of job or one route are made of. */
import type { Where } from '@/catalogue/types';
import { globOf } from './glob';
import { attribute, type Prepared, resource } from './points';
import type { Scope } from './scope';

/** Names that mean the same in the conventions and in the exporters' labels. */
const ALSO: Record<string, string[]> = {
  job: ['messaging.destination.name', 'job.name', 'queue', 'queue.name', 'destination', 'job'],
  route: ['http.route', 'route', 'uri', 'path', 'handler', 'http.target', 'url.path'],
  method: ['http.request.method', 'http.method', 'method', 'rpc.method'],
  database: ['db.namespace', 'db.name', 'datname'],
};

/** Whether a series has every attribute of the filter; `*` in a value stands for anything, case does not matter. */
export function matcherOf(where: Where): (prepared: Prepared) => boolean {
  const tests = Object.entries(where).map(([key, pattern]) => {
    const names = ALSO[key] ?? [key];
    const test = globOf(pattern);
    return (prepared: Prepared) => test(attribute(prepared, ...names) ?? resource(prepared, ...names));
  });
  return (prepared) => tests.every((test) => test(prepared));
}

/** The same scope with the matching series only. */
export function restrict(scope: Scope, where: Where): Scope {
  const matches = matcherOf(where);
  const keep = (series: Prepared[]) => series.filter(matches);
  const among = (byMetric: Scope['own']) =>
    new Map([...byMetric].map(([metric, series]) => [metric, keep(series)] as const).filter(([, kept]) => kept.length));
  return { ...scope, own: among(scope.own), all: among(scope.all), leftOut: keep(scope.leftOut) };
}
