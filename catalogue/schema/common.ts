/** Pieces that every catalogue file is made of. Exactly the types of catalogue/types.ts. */
import { z } from 'zod';
import { readFormula } from '@/catalogue/formula';
import type { MoneyRange, Source } from '@/catalogue/types';

/** Ids are kebab-case so that they can stand in addresses and file names. */
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'kebab-case');

/** Signal ids have dots and underscores: `latency.p95`, `cache.hit_rate`. */
export const signalId = z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/, 'signal id');

export const text = z.string().trim().min(1);

/** A threshold's attribute filter: `job: "*receipt*"`. */
export const where = z
  .record(z.string().regex(/^[\w.-]{1,80}$/, 'attribute name'), z.string().regex(/^[^{},=]{1,120}$/, 'attribute value'))
  .refine((it) => Object.keys(it).length >= 1 && Object.keys(it).length <= 5, { message: 'one-to-five-attributes' });

/** Numbers of a catalogue are never negative: loads, days, limits, money. */
export const amount = z.number().nonnegative();

/** Money: at most twelve digits before the point and nine after it, never negative. */
export const decimal = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'decimal');

export const currency = z.string().regex(/^[A-Z]{3}$/, 'currency');

/** A day, a month or a year, as the source says it; null where it names none. */
export const sourceDate = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'date')
  .nullable();

/** A quantity of a bill in CEL; `says` of the refusal follows the field's name. */
export const formula = z.string().superRefine((value, context) => {
  try {
    readFormula(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

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
