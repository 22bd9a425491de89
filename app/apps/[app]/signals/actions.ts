'use server';

import { requireActor } from '@/app/actor';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { CustomPreview } from '@/service/views/signals';
import { save } from '../save';

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
const numberOf = (text: string) => (text === '' ? null : Number(text.replace(',', '.')));

/** The form's fields as the use-case wants them; it checks them. */
function customOf(form: FormData) {
  const pairs = textOf(form, 'where')
    .split(',')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
  return {
    name: textOf(form, 'name'),
    title: textOf(form, 'title'),
    metric: textOf(form, 'metric'),
    where: Object.fromEntries(pairs),
    aggregation: textOf(form, 'aggregation'),
    unit: textOf(form, 'unit'),
    worsens: textOf(form, 'worsens'),
    limit: numberOf(textOf(form, 'limit')),
    holdMinutes: numberOf(textOf(form, 'holdMinutes')) ?? 5,
  } as Parameters<typeof service.saveCustomSignal>[2];
}

export async function saveSignal(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.saveCustomSignal(actor, slug, customOf(form)));
}

export async function removeSignal(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.removeCustomSignal(actor, slug, textOf(form, 'id')));
}

export async function trySignal(
  slug: string,
  form: FormData,
): Promise<{ preview: CustomPreview | null; error: string | null }> {
  const given = customOf(form);
  // What only names it is not needed yet.
  const named = { ...given, name: given.name || 'trial', title: given.title || 'trial' };
  try {
    return { preview: await service.previewCustomSignal(await requireActor(), slug, named), error: null };
  } catch (error) {
    if (!service.isServiceError(error)) throw error;
    return { preview: null, error: [error.message, error.fix].filter(Boolean).join(' ') };
  }
}
