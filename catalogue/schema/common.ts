/** Pieces that every catalogue file is made of. Exactly the types of catalogue/types.ts. */
import { z } from 'zod';
import type { MoneyRange, Source } from '@/catalogue/types';

/** Ids are kebab-case so that they can stand in addresses and file names. */
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'kebab-case');

/** Signal ids have dots and underscores: `latency.p95`, `cache.hit_rate`. */
export const signalId = z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/, 'signal id');

export const text = z.string().trim().min(1);

/** Numbers of a catalogue are never negative: loads, days, limits, money. */
export const amount = z.number().nonnegative();

export const population = z.enum(['concurrent', 'daily', 'monthly', 'registered']);

export const source = z.strictObject({
  document: text,
  place: text,
  ours: text.optional(),
}) satisfies z.ZodType<Source>;

/** Low and high of a stretch of days; low must not exceed high. */
export const dayRange = z
  .strictObject({ low: amount, high: amount })
  .refine((range) => range.low <= range.high, { message: 'low-above-high' });

export const moneyRange = z
  .strictObject({ lowUsd: amount, highUsd: amount.nullable(), source })
  .refine((range) => range.highUsd === null || range.lowUsd <= range.highUsd, {
    message: 'low-above-high',
  }) satisfies z.ZodType<MoneyRange>;
