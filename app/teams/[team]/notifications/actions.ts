'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/actor';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { AddChannelInput, ChangeChannelInput, MyNotificationsInput } from '@/service/notifications/channel-inputs';

export async function addChannel(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const input = { kind: textOf(form, 'kind'), ...fieldsOf(form), key: textOf(form, 'key') };
  return saved(
    team,
    async () => (await service.addChannel(await requireActor(), team, input as AddChannelInput)).token,
  );
}

/** What is left empty of its secrets stays. */
export async function editChannel(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const { to, ...fields } = fieldsOf(form);
  const input = {
    id: textOf(form, 'id'),
    ...fields,
    ...(form.has('to') ? { to } : {}),
    key: textOf(form, 'key') || undefined,
    newKey: form.get('newKey') === 'yes',
  };
  return saved(
    team,
    async () => (await service.changeChannel(await requireActor(), team, input as ChangeChannelInput)).token,
  );
}

const textOf = (form: FormData, field: string) => String(form.get(field) ?? '').trim();

function fieldsOf(form: FormData) {
  return {
    name: textOf(form, 'name'),
    to: textOf(form, 'to')
      .split(/[\s,;]+/)
      .filter(Boolean),
    url: textOf(form, 'url') || undefined,
    events: form.getAll('event').map(String),
    quietFrom: minuteOf(textOf(form, 'quietFrom')),
    quietTo: minuteOf(textOf(form, 'quietTo')),
  };
}

export async function changeChannel(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const id = String(form.get('id') ?? '');
  return saved(team, async () => {
    const actor = await requireActor();
    const what = form.get('do');
    if (what === 'remove') await service.removeChannel(actor, team, id);
    else if (what === 'pause' || what === 'resume') await service.pauseChannel(actor, team, id, what === 'pause');
    else await service.testChannel(actor, team, id);
  });
}

export async function choose(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const input = {
    events: form.getAll('event').map(String),
    quietFrom: minuteOf(String(form.get('quietFrom') ?? '').trim()),
    quietTo: minuteOf(String(form.get('quietTo') ?? '').trim()),
    zone: String(form.get('zone') ?? '') || null,
  };
  return saved(team, async () => service.setMyNotifications(await requireActor(), team, input as MyNotificationsInput));
}

export async function resend(team: string, _before: Saved, form: FormData): Promise<Saved> {
  return saved(team, async () => service.resendMessage(await requireActor(), team, Number(form.get('id'))));
}

/** "22:30"; what is none stays NaN, so that service names the field. */
function minuteOf(text: string): number | null {
  if (text === '') return null;
  const [hour = Number.NaN, minute = Number.NaN] = text.split(':').map(Number);
  return hour * 60 + minute;
}

async function saved(team: string, work: () => Promise<unknown>): Promise<Saved> {
  try {
    const token = await work();
    revalidatePath(`/teams/${team}/notifications`);
    return { savedAt: Date.now(), error: null, ...(typeof token === 'string' ? { token } : {}) };
  } catch (error) {
    if (!service.isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
}
