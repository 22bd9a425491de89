'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { requireActor } from '@/app/actor';
import type { Removed } from '@/components/roadmaps/remove';
import * as service from '@/service';
import type { DraftProblem, PreviewView } from '@/service/roadmaps/views';

type Told = { message: string; fix?: string };

/** What a person can mend is answered; everything else is a bug. */
function told(error: unknown): Told {
  if (!service.isServiceError(error)) throw error;
  const { message, fix } = error;
  return { message, ...(fix === undefined ? {} : { fix }) };
}

export async function check(text: string): Promise<DraftProblem[]> {
  const actor = await requireActor();
  try {
    return await service.checkRoadmap(actor, text);
  } catch (error) {
    const { message, fix } = told(error);
    return [{ line: 1, column: 1, field: '', says: `cannot be checked: ${message} ${fix ?? ''}`.trim() }];
  }
}

export async function preview(app: string, text: string): Promise<{ view: PreviewView | null; error: Told | null }> {
  const actor = await requireActor();
  try {
    return { view: await service.previewRoadmap(actor, app, text), error: null };
  } catch (error) {
    return { view: null, error: told(error) };
  }
}

export async function create(
  forkedFrom: string | null,
  text: string,
  note: string,
  team: string,
): Promise<{ error: Told }> {
  const actor = await requireActor();
  let slug: string;
  try {
    ({ slug } = await service.createRoadmap(actor, team || undefined, { text, note, forkedFrom }));
  } catch (error) {
    return { error: told(error) };
  }
  revalidatePath('/roadmaps', 'layout');
  redirect(`/roadmaps/${slug}`);
}

export async function saveVersion(slug: string, basedOn: number, text: string, note: string): Promise<{ error: Told }> {
  const actor = await requireActor();
  try {
    await service.saveRoadmap(actor, slug, { text, note, basedOn });
  } catch (error) {
    return { error: told(error) };
  }
  revalidatePath('/roadmaps', 'layout');
  redirect(`/roadmaps/${slug}`);
}

export async function remove(slug: string, _before: Removed, form: FormData): Promise<Removed> {
  const actor = await requireActor();
  try {
    await service.removeRoadmap(actor, slug, String(form.get('name') ?? '').trim());
  } catch (error) {
    return { error: told(error) };
  }
  revalidatePath('/roadmaps', 'layout');
  redirect('/roadmaps');
}
