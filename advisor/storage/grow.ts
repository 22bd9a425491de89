/** How large a disk has to be (RULES 15.3): six months of its measured growth below its limit. */
import type { DiskFinding, GrowFinding } from '../types';

const SIX_MONTHS_DAYS = 182;
const GIB = 1024 ** 3;
/** RDS takes no smaller change; less is not worth one anywhere. */
const LEAST = 1.1;
/** 1.1 × 100 is a little more than 110 in floating point. */
const ROUNDING = 1e-9;

/** In whole GiB. @param limit share of the disk that may be used, percent */
export function growTo(
  { usedBytes, sizeBytes, growth }: Pick<DiskFinding, 'usedBytes' | 'sizeBytes' | 'growth'>,
  limit: number,
): Pick<GrowFinding, 'fromBytes' | 'toBytes'> {
  const perDay = growth.code === 'grows' ? growth.perDay : 0;
  const needed = (usedBytes + perDay * SIX_MONTHS_DAYS) / (limit / 100);
  return { fromBytes: sizeBytes, toBytes: GIB * Math.ceil(Math.max(LEAST * sizeBytes, needed) / GIB - ROUNDING) };
}
