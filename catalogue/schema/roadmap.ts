/** A whole roadmap, one YAML file each in catalogue/roadmaps/. */
import { z } from 'zod';
import type { CostLine, Phase, Roadmap, Threshold } from '@/catalogue/types';
import { amount, id, moneyRange, population, signalId, source, text } from './common';

const threshold = z.strictObject({
  id,
  signal: signalId,
  limit: amount,
  holdMinutes: z.int().positive(),
  source,
}) satisfies z.ZodType<Threshold>;

const costLine = z.strictObject({
  id,
  title: text,
  documentUsd: amount.nullable(),
  priceId: id.optional(),
  note: text.optional(),
  source,
}) satisfies z.ZodType<CostLine>;

const phase = z
  .strictObject({
    id,
    title: text,
    from: amount,
    to: amount.nullable(),
    rangeSource: source.optional(),
    solves: z.strictObject({ text, source }).optional(),
    pros: z.array(text).optional(),
    cons: z.array(text).optional(),
    timelines: z.array(z.strictObject({ text, source })),
    costs: z.array(moneyRange),
    bill: z.array(costLine),
    required: z.array(id),
    helpful: z.array(id),
    thresholds: z.array(threshold),
    architecture: z.array(text),
  })
  .refine((it) => it.to === null || it.from < it.to, { message: 'from-above-to' }) satisfies z.ZodType<Phase>;

export const roadmap = z.strictObject({
  id,
  version: z.int().positive(),
  title: text,
  summary: text,
  document: text,
  stack: z.array(text),
  loadUnit: population,
  loadUnitSays: z.strictObject({ word: text, ourReading: z.boolean() }),
  startingPoint: z.strictObject({ range: text, has: z.array(text), limitations: z.array(text) }),
  phases: z.array(phase).min(1),
  thresholds: z.array(threshold),
  checklists: z.array(z.strictObject({ title: text, items: z.array(z.strictObject({ text, step: id })) })),
  quickWins: z.array(z.strictObject({ text, minutes: amount, step: id })),
  tips: z.array(z.strictObject({ text, step: id.optional() })),
  tools: z.array(z.strictObject({ purpose: text, names: z.array(text) })),
  metrics: z.array(z.strictObject({ text, signals: z.array(signalId) })),
  migration: z.array(z.strictObject({ when: text, what: text, steps: z.array(id) })),
  cacheLifetimes: z.array(z.strictObject({ what: text, minutes: amount })),
  nextSteps: z.array(text),
  disagreements: z.array(z.strictObject({ about: text, says: z.array(z.strictObject({ text, place: text })).min(2) })),
}) satisfies z.ZodType<Roadmap>;
