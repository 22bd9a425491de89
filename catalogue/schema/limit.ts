/** What products allow, as catalogue/limits/*.yaml lists it: by plan, or by a formula over the size of a class. */
import { z } from 'zod';
import { readClassFormula } from '@/catalogue/formula';
import type { Limit } from '@/catalogue/types';
import { id, sourceDate, text } from './common';

const limit = z
  .strictObject({
    id,
    provider: text,
    services: z.array(text).min(1),
    of: z.enum(['connections', 'storage']),
    plans: z.record(text, z.int().positive()).optional(),
    formula: text.optional(),
    priceId: id.optional(),
    copies: z.int().positive().optional(),
    source: text,
    date: sourceDate,
    note: text.optional(),
  })
  .superRefine((it, context) => {
    if (it.plans === undefined && it.formula === undefined)
      context.addIssue({ code: 'custom', message: 'needs plans or a formula.' });
    if (it.formula === undefined) return;
    try {
      readClassFormula(it.formula);
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['formula'], message: (error as Error).message });
    }
  }) satisfies z.ZodType<Limit>;

export const limitFile = z.array(limit);
