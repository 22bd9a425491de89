/** What is said of disks and of the database on them (RULES 15.3); bytes unless a name says otherwise. */
import type { DateFinding } from './types-dates';

export interface StorageFinding {
  /** The one that is full first stands first. */
  disks: DiskFinding[];
  database: DatabaseFinding | null;
}

export interface DiskFinding {
  name: string;
  usedBytes: number;
  sizeBytes: number;
  /** Storage of a managed database. */
  ofDatabase?: true;
  growth: GrowthFinding;
  /** When nothing more goes onto it, by time and not by load. */
  full: DateFinding;
}

export interface DatabaseFinding {
  bytes: number;
  growth: GrowthFinding;
  /** Null while its growth is not known. */
  inSixMonths: { low: number; likely: number; high: number } | null;
  workingSet: WorkingSetFinding;
}

/** Bytes a day with their 80 % interval, of the last `days` days. */
export type GrowthFinding =
  | { code: 'grows'; perDay: number; low: number; high: number; days: number }
  /** The interval holds zero. */
  | { code: 'steady'; low: number; high: number; days: number }
  | { code: 'learning-days'; have: number; need: number };

/**
 * What the database reads again and again. It is never larger than the database, nor than what is in a cache of its
 * own that had room left all week; nobody tells its size otherwise.
 */
export interface WorkingSetFinding {
  atMostBytes: number;
  from: 'database-size' | 'own-cache';
  /** Share of reads that the database's own cache answered in the last 7 days; null: not known. */
  hitRate: number | null;
}
