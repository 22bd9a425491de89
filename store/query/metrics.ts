/** What an app has sent, by name: enough to list it and to translate its names, without reading series. */
import type { Db } from '../contract';
import type { PointKind } from '../points/points';

/** One metric as one scope sends it; the same name may come with several kinds or units. */
export interface MetricFacts {
  metric: string;
  kind: PointKind;
  temporality: 0 | 1 | 2;
  monotonic: boolean;
  unit: string;
  description: string;
  scope: { name: string };
  series: number;
}

export async function readMetrics(db: Db, appId: number): Promise<MetricFacts[]> {
  const { rows } = await db.query<Omit<MetricFacts, 'scope'> & { scope: string }>(
    `SELECT metric, kind, temporality, monotonic, unit, max(description) AS description, scope->>'name' AS scope, count(*)::int AS series
     FROM telemetry.series WHERE app_id = $1
     GROUP BY metric, kind, temporality, monotonic, unit, scope->>'name' ORDER BY metric`,
    [appId],
  );
  return rows.map((row) => ({ ...row, scope: { name: row.scope ?? '' } }));
}
