'use client';

import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine } from '@/components/ui/what-went-wrong';

export interface ReportResult {
  error: string | null;
}
export type ReportAction = (before: ReportResult, form: FormData) => Promise<ReportResult>;
export const NOTHING_DONE: ReportResult = { error: null };

/** Makes a report of the last days and opens it. */
export function MakeForm({ make }: { make: ReportAction }) {
  const { state, busy, form } = useForm(make, NOTHING_DONE);
  const days = useId();
  return (
    <form {...form} className="flex flex-wrap items-center justify-end gap-2">
      <label htmlFor={days} className="text-ink2 text-xs">
        of the last
      </label>
      <Select id={days} name="days" defaultValue="30" className="h-8">
        <option value="7">7 days</option>
        <option value="30">30 days</option>
        <option value="90">90 days</option>
      </Select>
      <Button type="submit" kind="primary" busy={busy}>
        Make a report
      </Button>
      <ErrorLine error={state.error} className="w-full text-right" />
    </form>
  );
}

/** The same of the last 30 days, as one button. */
export function MakeButton({ make }: { make: ReportAction }) {
  const { state, busy, form } = useForm(make, NOTHING_DONE);
  return (
    <form {...form}>
      <input type="hidden" name="days" value="30" />
      <Button type="submit" className="w-full" busy={busy}>
        Make a report
      </Button>
      <ErrorLine error={state.error} className="mt-2" />
    </form>
  );
}
