/**
 * What an app runs on today, as its owner states it in the settings form. Service parses the form
 * with this schema; every field may be left out, and nothing is guessed in its place.
 */
import { z } from 'zod';
import type { Deployment } from '@/catalogue/types';

const wholeNumber = z.int('Give a whole number.').min(1, 'Give at least 1.');
const priceId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Choose one of the listed plans.');

export const deploymentSchema = z.strictObject({
  provider: z.string().trim().min(1).max(80).optional(),
  webPriceId: priceId.optional(),
  instances: z
    .strictObject({ min: wholeNumber.optional(), max: wholeNumber.optional() })
    .refine((it) => it.min === undefined || it.max === undefined || it.min <= it.max, {
      message: 'The smallest number of instances is above the largest: swap them.',
    })
    .optional(),
  perInstance: z
    .strictObject({
      cores: z.number().positive('Give the cores of one instance, e.g. 0.5.').optional(),
      memoryBytes: wholeNumber.optional(),
      heapLimitBytes: wholeNumber.optional(),
      poolMax: wholeNumber.optional(),
      socketsMax: wholeNumber.optional(),
    })
    .optional(),
  zones: z.int('Give a whole number.').min(1, 'Give at least 1.').max(10, 'Give at most 10.').optional(),
  database: z
    .strictObject({
      priceId: priceId.optional(),
      maxConnections: wholeNumber.optional(),
      reservedConnections: z.int().nonnegative().optional(),
      storageBytes: wholeNumber.optional(),
    })
    .refine((it) => (it.reservedConnections ?? 0) < (it.maxConnections ?? Number.POSITIVE_INFINITY), {
      message: 'Reserved connections must be fewer than the largest number of connections.',
    })
    .optional(),
  lines: z
    .array(z.strictObject({ title: z.string().trim().min(1).max(120), priceId, quantity: z.number().positive() }))
    .max(50)
    .optional(),
}) satisfies z.ZodType<Deployment>;
