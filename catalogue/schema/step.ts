/** One step of a migration, as catalogue/steps/*.yaml lists them. */
import { z } from 'zod';
import type { Step } from '@/catalogue/types';
import { amount, dayRange, id, signalId, source, text } from './common';

export const step = z.strictObject({
  id,
  title: text,
  why: text,
  how: z.array(z.strictObject({ stack: text, text, code: text.optional() })).min(1),
  wayBack: text,
  risks: z.array(text),
  effortDays: dayRange.nullable(),
  leadDays: dayRange,
  who: text,
  relieves: z.array(
    z.strictObject({ signal: signalId, factor: z.number().positive().optional(), source: source.optional() }),
  ),
  after: z.array(id),
  adds: z.array(id),
  evidence: z.strictObject({
    rule: id.nullable(),
    strength: z.enum(['proves', 'suggests', 'person']),
    says: text,
  }),
  quickWinMinutes: amount.optional(),
  sources: z.array(source).min(1),
  correction: text.optional(),
}) satisfies z.ZodType<Step>;

export const stepFile = z.array(step);
