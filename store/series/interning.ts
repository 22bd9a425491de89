/** Ids for series, made where they are new: of many apps with one statement, because after a start all are new. */
import type { Pool } from 'pg';
import type { SeriesIdentity } from '../points/points';
import { isDatabaseAway } from '../pool';
import { identityHash, splitResource } from './identity';

/** Identities of one app. */
export interface NewSeries {
  appId: number;
  identities: SeriesIdentity[];
}

/** Ids in the order of the identities, or why an app got none. */
export type Named = { ids: number[] } | { error: Error };

const rowsPerStatement = 1000;
const hashBytes = 16;

/**
 * Ids of these series, made where they are new; the i-th id belongs to the i-th identity. New rows stand
 * in a committed transaction of their own when this returns, so the caller may cache the ids.
 */
export async function internSeries(db: Pool, appId: number, identities: SeriesIdentity[]): Promise<number[]> {
  const [named] = await internBatches(db, [{ appId, identities }]);
  if (!named || 'error' in named) throw named?.error ?? new Error('no series were named');
  return named.ids;
}

/**
 * The same for several apps, each once. If the database refuses for another reason than being away, each app is
 * tried alone, so that one's trouble is not the others'; if it is away, the error is thrown as it came.
 */
export async function internBatches(db: Pool, batches: NewSeries[]): Promise<Named[]> {
  try {
    return (await intern(db, batches)).map((ids) => ({ ids }));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (batches.length === 1) return [{ error: error as Error }];
    const alone: Named[] = [];
    for (const batch of batches) alone.push(...(await internBatches(db, [batch])));
    return alone;
  }
}

interface Wanted {
  appId: number;
  hash: string;
  identity: SeriesIdentity;
}

/** By app and hash. */
type Ids = Map<string, number>;

const keyOf = (appId: number | string, hash: string) => `${appId} ${hash}`;

async function intern(db: Pool, batches: NewSeries[]): Promise<number[][]> {
  const wanted = new Map<string, Wanted>();
  const keys = batches.map(({ appId, identities }) =>
    identities.map((identity) => {
      const hash = identityHash(identity);
      const key = keyOf(appId, hash);
      if (!wanted.has(key)) wanted.set(key, { appId, hash, identity });
      return key;
    }),
  );
  const ids: Ids = new Map();
  // Sorted, so that two collectors with the same news never wait for each other in a circle.
  const all = [...wanted.values()].sort((a, b) => a.appId - b.appId || (a.hash < b.hash ? -1 : 1));
  for (let from = 0; from < all.length; from += rowsPerStatement) {
    const slice = all.slice(from, from + rowsPerStatement);
    const missing = () => slice.filter(({ appId, hash }) => !ids.has(keyOf(appId, hash)));
    await find(db, slice, ids);
    if (missing().length === 0) continue;
    await insert(db, missing(), ids);
    // What is still missing was inserted by another collector at the same time, and is committed by now.
    if (missing().length > 0) await find(db, missing(), ids);
  }
  return keys.map((each) =>
    each.map((key) => {
      const id = ids.get(key);
      if (id === undefined) throw new Error('a series was neither found nor made');
      return id;
    }),
  );
}

type IdRow = { app_id: string; series_id: string; identity_hash: Buffer };

function keep(rows: IdRow[], ids: Ids): void {
  for (const row of rows) ids.set(keyOf(row.app_id, row.identity_hash.toString('latin1')), Number(row.series_id));
}

/** One behind the other: a list of them would be spelt as text. */
function hashesOf(wanted: Wanted[]): Buffer {
  return Buffer.from(wanted.map(({ hash }) => hash).join(''), 'latin1');
}

async function find(db: Pool, wanted: Wanted[], ids: Ids): Promise<void> {
  // One look into the index a hash, whatever the planner thinks of so many.
  const { rows } = await db.query<IdRow>(
    `SELECT w.app_id, s.series_id, w.hash AS identity_hash
     FROM (SELECT app_id, substr($2::bytea, (n - 1)::int * ${hashBytes} + 1, ${hashBytes}) AS hash
           FROM unnest($1::bigint[]) WITH ORDINALITY AS given(app_id, n)) w
     CROSS JOIN LATERAL (SELECT series_id FROM telemetry.series
       WHERE app_id = w.app_id AND identity_hash = w.hash OFFSET 0) s`,
    [wanted.map(({ appId }) => appId), hashesOf(wanted)],
  );
  keep(rows, ids);
}

/** Resources and metrics are told once each: hundreds of series share them. */
async function insert(db: Pool, wanted: Wanted[], ids: Ids): Promise<void> {
  const resources = numbered((identity: SeriesIdentity) => identity.resource);
  const metrics = numbered(metricKey);
  const rows = wanted.map(({ identity }) => ({
    resource: resources.numberOf(identity),
    metric: metrics.numberOf(identity),
    attributes: json(identity.attributes),
  }));
  const { rows: made } = await db.query<IdRow>(
    `WITH resource AS MATERIALIZED (
       SELECT n, identity::jsonb, metadata::jsonb
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given(identity, metadata, n)
     ), metric AS MATERIALIZED (
       SELECT n, name, kind, temporality, monotonic, unit, description, scope::jsonb
       FROM unnest($3::text[], $4::smallint[], $5::smallint[], $6::boolean[], $7::text[], $8::text[], $9::text[])
         WITH ORDINALITY AS given(name, kind, temporality, monotonic, unit, description, scope, n)
     )
     INSERT INTO telemetry.series
       (app_id, identity_hash, metric, kind, temporality, monotonic, unit, description, scope, resource, attributes, metadata)
     SELECT s.app_id, substr($10::bytea, (s.n - 1)::int * ${hashBytes} + 1, ${hashBytes}), m.name, m.kind, m.temporality,
       m.monotonic, m.unit, m.description, m.scope, r.identity, s.attributes::jsonb, r.metadata
     FROM unnest($11::bigint[], $12::int[], $13::int[], $14::text[])
         WITH ORDINALITY AS s(app_id, resource, metric, attributes, n)
       JOIN resource r ON r.n = s.resource JOIN metric m ON m.n = s.metric
     ORDER BY s.n
     ON CONFLICT DO NOTHING
     RETURNING app_id, series_id, identity_hash`,
    [
      resources.all.map(({ resource }) => json(splitResource(resource).identity)),
      resources.all.map(({ resource }) => json(splitResource(resource).metadata)),
      metrics.all.map(({ metric }) => storable(metric)),
      metrics.all.map(({ kind }) => kind),
      metrics.all.map(({ temporality }) => temporality),
      metrics.all.map(({ monotonic }) => monotonic),
      metrics.all.map(({ unit }) => storable(unit)),
      metrics.all.map(({ description }) => storable(description)),
      metrics.all.map(({ scope }) => json(scope)),
      hashesOf(wanted),
      wanted.map(({ appId }) => appId),
      rows.map(({ resource }) => resource),
      rows.map(({ metric }) => metric),
      rows.map(({ attributes }) => attributes),
    ],
  );
  keep(made, ids);
}

function metricKey({ metric, kind, temporality, monotonic, unit, description, scope }: SeriesIdentity): string {
  return `${kind} ${temporality} ${monotonic} ${metric}\0${unit}\0${scope.name}\0${scope.version}\0${description}`;
}

/** Numbers from 1 for identities that differ in what `keyOf` says; `all` has one of each. */
function numbered(keyOf: (identity: SeriesIdentity) => unknown) {
  const numbers = new Map<unknown, number>();
  const all: SeriesIdentity[] = [];
  return {
    all,
    numberOf(identity: SeriesIdentity): number {
      const key = keyOf(identity);
      const known = numbers.get(key);
      if (known) return known;
      numbers.set(key, all.push(identity));
      return all.length;
    },
  };
}

/** PostgreSQL keeps neither U+0000 nor half a surrogate pair; both become U+FFFD. */
function storable(text: string): string {
  if (!/[\0\ud800-\udfff]/.test(text)) return text;
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\u0000', '\ufffd');
}

function json(value: object): string {
  const plain = JSON.stringify(value);
  // Both of these, and numbers that JSON has not, show as an escape or as null.
  if (!/\\u|null/.test(plain)) return plain;
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'string') return storable(part);
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [storable(key), inner]));
  });
}
