import pg, { type CustomTypesConfig } from 'pg';
import type { Db } from '../contract';
import type { PointKind, Series, SeriesIdentity } from '../points/points';

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
