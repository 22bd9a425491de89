'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/actor';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { AddChannelInput, MyNotificationsInput } from '@/service/notifications/channel-inputs';

export async function addChannel(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const text = (field: string) => String(form.get(field) ?? '').trim();
  const input = {
    kind: text('kind'),
    name: text('name'),
    to: text('to')
      .split(/[\s,;]+/)
      .filter(Boolean),
    url: text('url') || undefined,
    key: text('key'),
    events: form.getAll('event').map(String),
    quietFrom: minuteOf(text('quietFrom')),
    quietTo: minuteOf(text('quietTo')),
  };
  return saved(
    team,
    async () => (await service.addChannel(await requireActor(), team, input as AddChannelInput)).token,
  );
}

export async function changeChannel(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const id = String(form.get('id') ?? '');
  return saved(team, async () => {
    const actor = await requireActor();
    if (form.get('do') === 'remove') await service.removeChannel(actor, team, id);
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
