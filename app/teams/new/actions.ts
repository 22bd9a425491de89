'use server';

import { redirect } from 'next/navigation';
import { requireActor } from '@/app/actor';
import type { Saved } from '@/components/settings/save';
import { createTeam, isServiceError } from '@/service';

/** Makes a team and opens its page. */
export async function create(_before: Saved, form: FormData): Promise<Saved> {
  const actor = await requireActor();
  let slug: string;
  try {
    ({ slug } = await createTeam(actor, String(form.get('name') ?? '')));
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
  redirect(`/teams/${slug}`);
}
