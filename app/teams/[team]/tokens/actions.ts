'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/actor';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { NewApiTokenInput } from '@/service/inputs/api';

export async function makeApiToken(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const days = String(form.get('days') ?? '');
  const input = {
    label: String(form.get('label') ?? ''),
    of: form.get('of') === 'team' ? 'team' : 'person',
    scopes: form.getAll('scope').map(String) as NewApiTokenInput['scopes'],
    days: days === '' ? null : Number(days),
  } as const;
  return saved(team, async () => (await service.newApiToken(await requireActor(), team, input)).token);
}

export async function revokeApiToken(team: string, _before: Saved, form: FormData): Promise<Saved> {
  return saved(team, async () => {
    await service.revokeApiToken(await requireActor(), team, Number(form.get('id')));
    return undefined;
  });
}

async function saved(team: string, work: () => Promise<string | undefined>): Promise<Saved> {
  try {
    const token = await work();
    revalidatePath(`/teams/${team}/tokens`);
    return { savedAt: Date.now(), error: null, ...(token === undefined ? {} : { token }) };
  } catch (error) {
    if (!service.isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
}
