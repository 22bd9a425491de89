import { createHash } from 'node:crypto';
import pg, { type CustomTypesConfig, type Pool } from 'pg';
import type { Db } from './contract';
import type { Attributes, AttributeValue, PointKind, Series, SeriesIdentity } from './points';

/** Resource attributes that change at each start without making another thing of it. */
const volatileKeys = new Set([
  'process.command',
  'process.command_args',
  'process.command_line',
  'process.parent_pid',
  'process.creation.time',
]);
const rowsPerStatement = 1000;

/**
 * What counts as identity of a resource, and what is kept beside it. `process.pid` tells instances apart
 * only where no `service.instance.id` does: without either, two processes of one host would be one
 * series and their counters would mix.
 */
export function splitResource(resource: Attributes): { identity: Attributes; metadata: Attributes } {
  const identity: Attributes = {};
  const metadata: Attributes = {};
  const named = resource['service.instance.id'] !== undefined;
  for (const [key, value] of Object.entries(resource)) {
    const aside = volatileKeys.has(key) || (key === 'process.pid' && named);
    (aside ? metadata : identity)[key] = value;
  }
  return { identity, metadata };
}

/** First 16 bytes of the SHA-256 of the canonical identity: sorted keys, typed values, no description. */
export function identityHash(identity: SeriesIdentity): Buffer {
  const { metric, kind, temporality, monotonic, unit, scope, resource, attributes } = identity;
  const canonical = [
    metric,
    kind,
    temporality,
    monotonic,
    unit,
    scope.name,
    scope.version,
    sorted(splitResource(resource).identity),
    sorted(attributes),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest().subarray(0, 16);
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

/**
 * Ids of these series, made where they are new; the i-th id belongs to the i-th identity. New rows stand
 * in a committed transaction of their own when this returns, so the caller may cache the ids.
 */
export async function internSeries(db: Pool, appId: number, identities: SeriesIdentity[]): Promise<number[]> {
  const hashes = identities.map((identity) => identityHash(identity));
  const wanted = new Map<string, { hash: Buffer; identity: SeriesIdentity }>();
  hashes.forEach((hash, i) => {
    const key = hash.toString('latin1');
    if (!wanted.has(key)) wanted.set(key, { hash, identity: identities[i] as SeriesIdentity });
  });
  const ids = new Map<string, number>();
  const all = [...wanted.values()].sort((a, b) => a.hash.compare(b.hash));
  for (let from = 0; from < all.length; from += rowsPerStatement) {
    const slice = all.slice(from, from + rowsPerStatement);
    await find(db, appId, slice, ids);
    const missing = slice.filter(({ hash }) => !ids.has(hash.toString('latin1')));
    if (missing.length === 0) continue;
    await insert(db, appId, missing, ids);
    // What is still missing was inserted by another collector at the same time, and is committed by now.
    const raced = missing.filter(({ hash }) => !ids.has(hash.toString('latin1')));
    if (raced.length > 0) await find(db, appId, raced, ids);
  }
  return hashes.map((hash) => {
    const id = ids.get(hash.toString('latin1'));
    if (id === undefined) throw new Error('a series was neither found nor made');
    return id;
  });
}

type Wanted = { hash: Buffer; identity: SeriesIdentity };
type IdRow = { series_id: string; identity_hash: Buffer };

function keep(rows: IdRow[], ids: Map<string, number>): void {
  for (const row of rows) ids.set(row.identity_hash.toString('latin1'), Number(row.series_id));
}

async function find(db: Pool, appId: number, wanted: Wanted[], ids: Map<string, number>): Promise<void> {
  const { rows } = await db.query<IdRow>(
    'SELECT series_id, identity_hash FROM telemetry.series WHERE app_id = $1 AND identity_hash = ANY($2::bytea[])',
    [appId, wanted.map(({ hash }) => hash)],
  );
  keep(rows, ids);
}

/** Sorted by hash, so that two collectors with the same news never wait for each other in a circle. */
async function insert(db: Pool, appId: number, wanted: Wanted[], ids: Map<string, number>): Promise<void> {
  const resources = wanted.map(({ identity }) => splitResource(identity.resource));
  const { rows } = await db.query<IdRow>(
    `INSERT INTO telemetry.series
       (app_id, identity_hash, metric, kind, temporality, monotonic, unit, description, scope, resource, attributes, metadata)
     SELECT $1, hash, metric, kind, temporality, monotonic, unit, description, scope::jsonb, resource::jsonb, attributes::jsonb, metadata::jsonb
     FROM unnest($2::bytea[], $3::text[], $4::smallint[], $5::smallint[], $6::boolean[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
       AS new(hash, metric, kind, temporality, monotonic, unit, description, scope, resource, attributes, metadata)
     ON CONFLICT DO NOTHING
     RETURNING series_id, identity_hash`,
    [
      appId,
      wanted.map(({ hash }) => hash),
      wanted.map(({ identity }) => storable(identity.metric)),
      wanted.map(({ identity }) => identity.kind),
      wanted.map(({ identity }) => identity.temporality),
      wanted.map(({ identity }) => identity.monotonic),
      wanted.map(({ identity }) => storable(identity.unit)),
      wanted.map(({ identity }) => storable(identity.description)),
      wanted.map(({ identity }) => json(identity.scope)),
      resources.map(({ identity }) => json(identity)),
      wanted.map(({ identity }) => json(identity.attributes)),
      resources.map(({ metadata }) => json(metadata)),
    ],
  );
  keep(rows, ids);
}

/** PostgreSQL keeps neither U+0000 nor half a surrogate pair; both become U+FFFD. */
function storable(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\u0000', '\ufffd');
}

function json(value: object): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'string') return storable(part);
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [storable(key), inner]));
  });
}

interface SeriesRow extends Omit<SeriesIdentity, 'kind'> {
  series_id: string;
  kind: number;
}

/** All series of an app, or those of the named metrics. `resource` holds the identity attributes only. */
export async function readSeries(db: Db, appId: number, metrics?: string[]): Promise<Series[]> {
  const { rows } = await db.query<SeriesRow>({
    text: `SELECT series_id, metric, kind, temporality, monotonic, unit, description, scope, resource, attributes
     FROM telemetry.series WHERE app_id = $1 AND ($2::text[] IS NULL OR metric = ANY($2)) ORDER BY series_id`,
    values: [appId, metrics ?? null],
    types: parsedOnce(),
  });
  return rows.map(toSeries);
}

/** The series of an app with these ids; ids that are not the app's find nothing. */
export async function readSeriesById(db: Db, appId: number, ids: number[]): Promise<Series[]> {
  const { rows } = await db.query<SeriesRow>({
    text: `SELECT series_id, metric, kind, temporality, monotonic, unit, description, scope, resource, attributes
     FROM telemetry.series WHERE app_id = $1 AND series_id = ANY($2::bigint[]) ORDER BY series_id`,
    values: [appId, ids],
    types: parsedOnce(),
  });
  return rows.map(toSeries);
}

const jsonb = 3802;

/** Thousands of series have one resource: equal JSON is parsed once, and the object shared. */
function parsedOnce(): CustomTypesConfig {
  const parsed = new Map<string, unknown>();
  const parse = (text: string) => {
    if (!parsed.has(text)) parsed.set(text, JSON.parse(text));
    return parsed.get(text);
  };
  return {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === jsonb ? parse : pg.types.getTypeParser(oid, format),
  } as CustomTypesConfig;
}

function toSeries({ series_id, kind, ...rest }: SeriesRow): Series {
  return { id: Number(series_id), kind: kind as PointKind, ...rest };
}
