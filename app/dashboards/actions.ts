'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { Actor } from '@/service/views/views';
import { requireActor } from '../actor';

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '');

/** Runs one verb; what a person can mend goes back to the form. `made` is a dashboard's id. */
async function attempt(verb: (actor: Actor) => Promise<string | undefined>): Promise<Saved> {
  const actor = await requireActor();
  try {
    const made = await verb(actor);
    revalidatePath('/dashboards', 'layout');
    return { savedAt: Date.now(), error: null, ...(made === undefined ? {} : { made }) };
  } catch (error) {
    if (!service.isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
}

export async function create(_before: Saved, form: FormData): Promise<Saved> {
  const saved = await attempt(
    async (actor) => (await service.createDashboard(actor, textOf(form, 'team'), { name: textOf(form, 'name') })).id,
  );
  if (saved.made) redirect(`/dashboards/${saved.made}`);
  return saved;
}

export async function arrange(id: string, _before: Saved, form: FormData): Promise<Saved> {
  return attempt(async (actor) => {
    await service.arrangeDashboard(actor, id, jsonOf(form, 'arranged'));
    return undefined;
  });
}

export async function remove(id: string, _before: Saved, _form: FormData): Promise<Saved> {
  const saved = await attempt(async (actor) => {
    await service.deleteDashboard(actor, id);
    return undefined;
  });
  if (!saved.error) redirect('/dashboards');
  return saved;
}

/** From explore: onto the chosen dashboard, or a new one of the app's team. */
export async function add(app: string, team: string, _before: Saved, form: FormData): Promise<Saved> {
  return attempt(async (actor) => {
    const chosen = textOf(form, 'dashboard');
    const panel = { app, title: textOf(form, 'title'), question: jsonOf(form, 'question') };
    const id = chosen || (await service.createDashboard(actor, team, { name: textOf(form, 'name') })).id;
    await service.addPanel(actor, id, panel as Parameters<typeof service.addPanel>[2]);
    return id;
  });
}

/** Whatever a browser sent; service checks its shape. */
function jsonOf(form: FormData, name: string) {
  try {
    return JSON.parse(textOf(form, name));
  } catch {
    return null;
  }
}
