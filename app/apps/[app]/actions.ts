'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/actor';
import type { Population } from '@/catalogue/types';
import { isServiceError, noteStep, setMoney, setOwnPrice, setPopulation, setQuantity, tickStep } from '@/service';
import type { MoneyInput, OwnPriceInput, QuantityInput, StepNoteInput } from '@/service/inputs/money';

interface Result {
  error: string | null;
}

/** Runs one verb, shows what a person can mend, and reads the app's pages again. */
async function run(slug: string, verb: () => Promise<unknown>): Promise<Result> {
  try {
    await verb();
  } catch (error) {
    if (isServiceError(error)) return { error: [error.message, error.fix].filter(Boolean).join(' ') };
    throw error;
  }
  revalidatePath(`/apps/${slug}`, 'layout');
  return { error: null };
}

export async function answerPopulation(slug: string, population: Population): Promise<Result> {
  const actor = await requireActor();
  return run(slug, () => setPopulation(actor, slug, population));
}

export interface Tick {
  stepId: string;
  status: 'done' | 'wont' | 'open';
  reason?: string;
}

export async function tick(slug: string, { stepId, status, reason }: Tick): Promise<Result> {
  const actor = await requireActor();
  return run(slug, () => tickStep(actor, slug, stepId, { status, reason }));
}

export async function note(slug: string, { stepId, ...input }: StepNoteInput & { stepId: string }): Promise<Result> {
  const actor = await requireActor();
  return run(slug, () => noteStep(actor, slug, stepId, input));
}

export async function ownPrice(slug: string, input: OwnPriceInput): Promise<Result> {
  const actor = await requireActor();
  return run(slug, () => setOwnPrice(actor, slug, input));
}

export async function money(slug: string, input: MoneyInput): Promise<Result> {
  const actor = await requireActor();
  return run(slug, () => setMoney(actor, slug, input));
}

export async function quantity(slug: string, input: QuantityInput): Promise<Result> {
  const actor = await requireActor();
  return run(slug, () => setQuantity(actor, slug, input));
}
