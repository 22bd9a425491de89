/** How busy the processors of the database server are (db.cpu.used), as those who run it tell: the busiest server counts. */
import type { SignalColumns } from '../types';
import { columnsFrom, takeWorse } from './columns';
import { isLevel } from './gauges';
import { summed } from './levels';
import { attribute, type Prepared } from './points';
import type { Scope } from './scope';

interface CpuRecipe {
  metric: string;
  /** Labels that name the server, in order. */
  server: string[];
  toPercent: number;
}

const RECIPES: CpuRecipe[] = [
  // qonto/prometheus-rds-exporter
  { metric: 'rds_cpu_usage_percent_average', server: ['dbidentifier'], toPercent: 1 },
  // CloudWatch's CPUUtilization by prometheus/cloudwatch_exporter and yet-another-cloudwatch-exporter
  {
    metric: 'aws_rds_cpuutilization_average',
    server: ['dbinstance_identifier', 'dimension_DBInstanceIdentifier', 'dbcluster_identifier'],
    toPercent: 1,
  },
  // Cloud SQL's database/cpu/utilization by prometheus-community/stackdriver_exporter
  {
    metric: 'stackdriver_cloudsql_database_cloudsql_googleapis_com_database_cpu_utilization',
    server: ['database_id'],
    toPercent: 100,
  },
];

export const DATABASE_CPU = RECIPES.map(({ metric }) => metric);

/** The busiest server's; whoever reports one server twice tells the same of it. */
export function databaseCpu(scope: Scope): SignalColumns | null {
  for (const { metric, server, toPercent } of RECIPES) {
    const series = (scope.all.get(metric) ?? []).filter(isLevel);
    if (series.length === 0) continue;
    const columns = columnsFrom({ signal: 'db.cpu.used', scope, series, recipe: `${metric} (gauge)` });
    for (const [name, mine] of byServer(series, server)) {
      const share = summed(scope.hourAt, mine.slice(0, 1)).mean;
      takeWorse(
        columns,
        name,
        share.map((value) => value * toPercent),
      );
    }
    return columns;
  }
  return null;
}

function byServer(series: Prepared[], labels: string[]): Map<string, Prepared[]> {
  const groups = new Map<string, Prepared[]>();
  for (const each of series) {
    const name = attribute(each, ...labels) ?? '';
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return groups;
}
