'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { requireActor } from '@/app/actor';
import type { ReportResult } from '@/components/report/make-form';
import type { ShareResult } from '@/components/report/share-panel';
import {
  isServiceError,
  makeReport,
  makeTeamReport,
  removeSchedule,
  scheduleReport,
  shareReport,
  withdrawShare,
} from '@/service';
import type { ScheduleInput } from '@/service/report/inputs';

/** Whose reports: an app's, or a team's. */
export interface Of {
  app?: string;
  team?: string;
}

/** What a person can mend is said; the rest is thrown. */
function said(error: unknown): { error: string } {
  if (isServiceError(error)) return { error: [error.message, error.fix].filter(Boolean).join(' ') };
  throw error;
}

const numberOf = (form: FormData, field: string): number => Number(form.get(field) ?? Number.NaN);

export async function make(of: Of, _: ReportResult, form: FormData): Promise<ReportResult> {
  const actor = await requireActor();
  let id: string;
  try {
    const days = { days: numberOf(form, 'days') };
    ({ id } =
      of.app === undefined ? await makeTeamReport(actor, of.team, days) : await makeReport(actor, of.app, days));
  } catch (error) {
    return said(error);
  }
  redirect(`/reports/${id}`);
}

export async function schedule(of: Of, _: ReportResult, form: FormData): Promise<ReportResult> {
  const actor = await requireActor();
  const input = { every: form.get('every'), day: numberOf(form, 'day'), hour: numberOf(form, 'hour') };
  return done(of, () => scheduleReport(actor, of, input as ScheduleInput));
}

export async function unschedule(of: Of, _: ReportResult, form: FormData): Promise<ReportResult> {
  const actor = await requireActor();
  return done(of, () => removeSchedule(actor, of, numberOf(form, 'id')));
}

async function done(of: Of, work: () => Promise<unknown>): Promise<ReportResult> {
  try {
    await work();
  } catch (error) {
    return said(error);
  }
  revalidatePath(of.app === undefined ? '/reports' : `/apps/${of.app}/reports`);
  return { error: null };
}

export async function share(report: string, _: ShareResult, form: FormData): Promise<ShareResult> {
  const actor = await requireActor();
  try {
    const { url } = await shareReport(actor, report, { days: numberOf(form, 'days') });
    revalidatePath(`/reports/${report}`);
    return { error: null, url };
  } catch (error) {
    return said(error);
  }
}

export async function withdraw(report: string, _: ShareResult, form: FormData): Promise<ShareResult> {
  const actor = await requireActor();
  try {
    await withdrawShare(actor, report, numberOf(form, 'id'));
  } catch (error) {
    return said(error);
  }
  revalidatePath(`/reports/${report}`);
  return { error: null };
}
