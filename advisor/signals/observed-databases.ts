/** Which database hosts the app reads from and writes to, minute by minute. */
import type { ObservationId } from '../types';
import { counted, isCache } from './counts';
import { add, at, attribute, hourGrid, type Prepared, zeros } from './points';
import type { Scope } from './scope';

const READS = /^(select|find|get|aggregate|count|distinct|getmore|query|show|scan|mget)/i;
const WRITES =
  /^(insert|update|delete|merge|upsert|replace|create|alter|drop|put|copy|truncate|findandmodify|bulkwrite)/i;

interface Host {
  reads: Float64Array;
  writes: Float64Array;
  all: Float64Array;
}

/** db.operations, db.hosts and db.readonly.hosts from client operations; empty where none reported. */
export function databaseObservations(scope: Scope, operations: Prepared[]): [ObservationId, Float64Array][] {
  const databases = operations.filter((each) => !isCache(each));
  if (databases.length === 0) return [];
  const known = counted(scope.hourAt, databases);
  const hosts = [...groupByHost(databases).values()].map((series) => hostOf(scope, series));
  const where = (value: (minute: number) => number) =>
    known.amount.map((amount, m) => (Number.isNaN(amount) ? Number.NaN : value(m)));
  return [
    ['db.operations', known.amount],
    ['db.hosts', where((m) => hosts.filter((host) => at(host.all, m) > 0).length)],
    ['db.readonly.hosts', where((m) => readOnlyHosts(hosts, m))],
  ];
}

/** Hosts with reads only, while another one has writes. */
function readOnlyHosts(hosts: Host[], minute: number): number {
  if (!hosts.some((host) => at(host.writes, minute) > 0)) return 0;
  return hosts.filter((host) => at(host.reads, minute) > 0 && at(host.writes, minute) === 0).length;
}

/** Series that name no host are left out: they cannot tell one host from two. */
function groupByHost(series: Prepared[]): Map<string, Prepared[]> {
  const groups = new Map<string, Prepared[]>();
  for (const each of series) {
    const address = attribute(each, 'server.address', 'net.peer.name');
    if (address === undefined) continue;
    const key = `${address}:${attribute(each, 'server.port', 'net.peer.port') ?? ''}`;
    const list = groups.get(key);
    if (list) list.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

function hostOf(scope: Scope, series: Prepared[]): Host {
  const host: Host = {
    reads: zeros(),
    writes: zeros(),
    all: zeros(),
  };
  for (const each of series) {
    const operation = attribute(each, 'db.operation.name', 'db.operation') ?? '';
    const { amount } = counted(scope.hourAt, [each]);
    for (let m = 0; m < hourGrid.minutes; m++) {
      const count = at(amount, m) || 0;
      add(host.all, m, count);
      if (READS.test(operation)) add(host.reads, m, count);
      else if (WRITES.test(operation)) add(host.writes, m, count);
    }
  }
  return host;
}
