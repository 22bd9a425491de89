'use server';

import type { Population } from '@/catalogue/types';
import type { NewAppState } from '@/components/connect/new-app';
import { createApp, isServiceError } from '@/service';
import { requireActor } from '../../actor';

/** Registers an app; its token goes back to the page this once. */
export async function create(_before: NewAppState, form: FormData): Promise<NewAppState> {
  const text = (field: string) => String(form.get(field) ?? '');
  const name = text('name').trim();
  try {
    const made = await createApp(await requireActor(), {
      teamSlug: text('teamSlug') || undefined,
      name,
      roadmapId: text('roadmapId'),
      population: (text('population') || null) as Population | null,
    });
    return { made: { ...made, name }, error: null };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { made: null, error: { field, message, fix } };
  }
}
