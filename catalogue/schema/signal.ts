/** One signal, as catalogue/signals/*.yaml lists them. */
import { z } from 'zod';
import type { SignalDefinition } from '@/catalogue/types';
import { signalId, text } from './common';

export const signal = z.strictObject({
  id: signalId,
  title: text,
  unit: text,
  kind: z.enum(['latency', 'ratio', 'rate', 'load', 'resource', 'gauge']),
  worsens: z.enum(['up', 'down', 'none']),
  merge: z.enum(['buckets', 'ratio', 'sum', 'worst', 'mean', 'worst-pool']),
  demandUnit: text.optional(),
  send: text,
  snippets: z.array(z.strictObject({ sdk: text, code: text })),
}) satisfies z.ZodType<SignalDefinition>;

export const signalFile = z.array(signal);
