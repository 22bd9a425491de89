'use server';

import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import { save } from '../save';

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '');

export async function mute(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.muteThreshold(actor, slug, {
      thresholdId: textOf(form, 'thresholdId'),
      minutes: Number(form.get('minutes')),
      reason: textOf(form, 'reason'),
    }),
  );
}

export async function unmute(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.unmuteThreshold(actor, slug, textOf(form, 'thresholdId')));
}

export async function note(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.noteCrossing(actor, slug, { crossing: Number(form.get('crossing')), text: textOf(form, 'text') }),
  );
}
