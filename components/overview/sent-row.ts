import type { OverviewRow } from '@/service/views/views';
import { type Spark, sparkOf } from './sparkline';

/** What of a row travels to the browser. */
export interface SentRow extends Omit<OverviewRow, 'dailyLoad'> {
  spark: Spark | null;
}

export function sentRow({ dailyLoad, ...row }: OverviewRow): SentRow {
  return { ...row, spark: sparkOf(dailyLoad) };
}
