/** What makes a series one series: its canonical text and the hash of it. */
import { hash } from 'node:crypto';
import type { Attributes, AttributeValue, SeriesIdentity } from '../points/points';

/** Resource attributes that change at each start without making another thing of it. */
const volatileKeys = new Set([
  'process.command',
  'process.command_args',
  'process.command_line',
  'process.parent_pid',
  'process.creation.time',
]);

export interface SplitResource {
  identity: Attributes;
  metadata: Attributes;
  /** Of `identity`, in the canonical text. */
  canonical: string;
}

/** Hundreds of series share a resource. */
const split = new WeakMap<Attributes, SplitResource>();

/**
 * What counts as identity of a resource, and what is kept beside it. `process.pid` tells instances apart
 * only where no `service.instance.id` does: without either, two processes of one host would be one
 * series and their counters would mix. Resources are not changed once they were given here.
 */
export function splitResource(resource: Attributes): SplitResource {
  const known = split.get(resource);
  if (known) return known;
  const identity: Attributes = {};
  const metadata: Attributes = {};
  const named = resource['service.instance.id'] !== undefined;
  for (const [key, value] of Object.entries(resource)) {
    const aside = volatileKeys.has(key) || (key === 'process.pid' && named);
    (aside ? metadata : identity)[key] = value;
  }
  const made = { identity, metadata, canonical: JSON.stringify(sorted(identity)) };
  split.set(resource, made);
  return made;
}

/**
 * First 16 bytes of the SHA-256 of the canonical identity, a character each: sorted keys, typed values, no
 * description.
 */
export function identityHash(identity: SeriesIdentity): string {
  const { metric, kind, temporality, monotonic, unit, scope, resource, attributes } = identity;
  const head = JSON.stringify([metric, kind, temporality, monotonic, unit, scope.name, scope.version]);
  const { canonical } = splitResource(resource);
  return hash('sha256', `${head.slice(0, -1)},${canonical},${JSON.stringify(sorted(attributes))}]`, 'binary').slice(
    0,
    16,
  );
}

function sorted(value: AttributeValue): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  // An object becomes {"": [[key, value]…]}, so that it cannot look like a list of pairs.
  return {
    '': Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as AttributeValue)]),
  };
}
