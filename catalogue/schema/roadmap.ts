/** A whole roadmap, one YAML file each in catalogue/roadmaps/. */
import { z } from 'zod';
import type { CostLine, Phase, Roadmap, Threshold } from '@/catalogue/types';
import { amount, formula, id, moneyRange, population, signalId, source, text, where } from './common';
import { step } from './step';

/** A day: windows longer than that are judged by nobody. */
const LONGEST_HOLD = 1440;
const MOST_PHASES = 20;
const MOST_THRESHOLDS = 50;
const MOST_STEPS = 200;

const threshold = z.strictObject({
  id,
  signal: signalId,
  where: where.optional(),
  limit: amount,
  holdMinutes: z.int().positive().max(LONGEST_HOLD),
  required: z.array(id).max(MOST_STEPS).optional(),
  helpful: z.array(id).max(MOST_STEPS).optional(),
  source,
}) satisfies z.ZodType<Threshold>;

const costLine = z.strictObject({
  id,
  title: text,
  documentUsd: amount.nullable(),
  priceId: id.optional(),
  quantity: formula.optional(),
  note: text.optional(),
  source,
}) satisfies z.ZodType<CostLine>;

const thresholds = z.array(threshold).max(MOST_THRESHOLDS);
const stepIds = z.array(id).max(MOST_STEPS);

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
    required: stepIds,
    helpful: stepIds,
    thresholds,
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
  phases: z.array(phase).min(1).max(MOST_PHASES),
  thresholds,
  checklists: z.array(z.strictObject({ title: text, items: z.array(z.strictObject({ text, step: id })) })),
  quickWins: z.array(z.strictObject({ text, minutes: amount, step: id })),
  tips: z.array(z.strictObject({ text, step: id.optional() })),
  tools: z.array(z.strictObject({ purpose: text, names: z.array(text) })),
  metrics: z.array(z.strictObject({ text, signals: z.array(signalId) })),
  migration: z.array(z.strictObject({ when: text, what: text, steps: z.array(id) })),
  cacheLifetimes: z.array(z.strictObject({ what: text, minutes: amount })),
  nextSteps: z.array(text),
  disagreements: z.array(z.strictObject({ about: text, says: z.array(z.strictObject({ text, place: text })).min(2) })),
  steps: z.array(step).max(MOST_STEPS).optional(),
}) satisfies z.ZodType<Roadmap>;
