'use server';

import { redirect } from 'next/navigation';
import { saveAt } from '@/app/save';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { Role } from '@/service/views/views';

const text = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
const numberOf = (form: FormData, name: string) => Number(form.get(name));
const pageOf = (team: string) => `/teams/${team}`;

export async function invite(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const input = { role: text(form, 'role') as Role, email: text(form, 'email'), send: form.has('send') };
  return saveAt(pageOf(team), (actor) => service.invite(actor, team, input));
}

export async function withdraw(team: string, _before: Saved, form: FormData): Promise<Saved> {
  return saveAt(pageOf(team), (actor) => service.withdrawInvitation(actor, team, numberOf(form, 'id')));
}

export async function changeRole(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const input = { userId: numberOf(form, 'userId'), role: text(form, 'role') as Role };
  return saveAt(pageOf(team), (actor) => service.changeRole(actor, team, input));
}

export async function remove(team: string, _before: Saved, form: FormData): Promise<Saved> {
  return saveAt(pageOf(team), (actor) => service.removeMember(actor, team, numberOf(form, 'userId')));
}

export async function rename(team: string, _before: Saved, form: FormData): Promise<Saved> {
  return saveAt(pageOf(team), (actor) => service.renameTeam(actor, team, text(form, 'name')));
}

export async function setZone(team: string, _before: Saved, form: FormData): Promise<Saved> {
  return saveAt(pageOf(team), (actor) => service.setTimeZone(actor, team, text(form, 'zone')));
}

export async function addHoliday(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const to = text(form, 'to');
  const day = { name: text(form, 'name'), from: text(form, 'from'), yearly: form.has('yearly') };
  const holidays = [{ ...day, ...(to === '' ? {} : { to }) }];
  const saved = await saveAt(pageOf(team), (actor) => service.addHolidays(actor, team, { holidays }));
  return saved.error ? { ...saved, error: { ...saved.error, message: inForm(saved.error.message) } } : saved;
}

const FIELDS: Record<string, string> = { name: 'Name', from: 'First day', to: 'Last day' };

/** "holidays.0.to: ends …" by the words of the form. */
const inForm = (message: string): string =>
  message.replace(/^holidays\.0\.(\w+):/, (_, field: string) => `${FIELDS[field] ?? field}:`);

/** Says how many days of the file were whole ones. */
export async function importHolidays(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const file = form.get('file');
  const ics = file instanceof File ? await file.text() : text(form, 'file');
  let says = '';
  const saved = await saveAt(pageOf(team), async (actor) => {
    const { added, leftOut } = await service.addHolidays(actor, team, { ics });
    says = `${added} added${leftOut > 0 ? `, ${leftOut} left out: no whole days, over for years, or of another rule than yearly` : ''}.`;
  });
  return { ...saved, says };
}

export async function removeHoliday(team: string, _before: Saved, form: FormData): Promise<Saved> {
  const input = { name: text(form, 'name'), from: text(form, 'from') };
  return saveAt(pageOf(team), (actor) => service.removeHoliday(actor, team, input));
}

/** Ends on the overview of another team, or on the page that says that there is none. */
export async function leave(team: string, _before: Saved, _form: FormData): Promise<Saved> {
  const saved = await saveAt(pageOf(team), (actor) => service.leaveTeam(actor, team));
  if (saved.savedAt !== null) redirect('/');
  return saved;
}
