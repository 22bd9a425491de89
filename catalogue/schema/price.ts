/** One unit price, as catalogue/prices/*.yaml lists them. Money is a decimal string with its currency. */
import { z } from 'zod';
import type { Price } from '@/catalogue/types';
import { amount, currency, decimal, id, sourceDate, text } from './common';

export const price = z.strictObject({
  id,
  provider: text,
  service: text,
  plan: text,
  unit: id,
  price: decimal,
  currency,
  vcpu: amount.nullable(),
  memoryGib: amount.nullable(),
  source: text,
  date: sourceDate,
  confidence: z.enum(['high', 'medium', 'low']),
  note: text.optional(),
}) satisfies z.ZodType<Omit<Price, 'maxConnections' | 'maxStorageGib' | 'storage'>>;

export const priceFile = z.array(price);
