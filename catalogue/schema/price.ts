/** One unit price, as catalogue/prices/*.yaml lists them. Money is an integer of micro-dollars. */
import { z } from 'zod';
import type { Price } from '@/catalogue/types';
import { amount, id, text } from './common';

export const price = z.strictObject({
  id,
  provider: text,
  service: text,
  plan: text,
  unit: id,
  microUsdPerUnit: z.int().nonnegative(),
  vcpu: amount.nullable(),
  memoryGib: amount.nullable(),
  maxConnections: z.int().positive().nullable().optional(),
  source: text,
  date: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'date')
    .nullable(),
  confidence: z.enum(['high', 'medium', 'low']),
  note: text.optional(),
}) satisfies z.ZodType<Price>;

export const priceFile = z.array(price);
