'use client';

import { useState } from 'react';
import { formatDayTime } from '@/advisor/words/dates';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import type { ScheduleRow } from '@/service/views/report';
import { NOTHING_DONE, type ReportAction } from './make-form';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTH_DAYS = Array.from({ length: 31 }, (_, i) => i + 1);
const hourOf = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** "each Monday at 08:00", "each month on day 1 at 08:00". */
export function rhythmWords({ every, day, hour }: Pick<ScheduleRow, 'every' | 'day' | 'hour'>): string {
  const on = every === 'weekly' ? `each ${WEEKDAYS[day - 1]}` : `each month on day ${day}`;
  return `${on} at ${hourOf(hour)}`;
}

export function ScheduleLine({
  schedule,
  zone,
  remove,
}: {
  schedule: ScheduleRow;
  zone: string;
  remove: ReportAction | null;
}) {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <li className="border-line border-b py-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 grow basis-40 text-ink wrap-anywhere">
          <bdi>{schedule.appName ?? 'The whole team'}</bdi>
          <span className="block text-ink2 text-xs">
            {rhythmWords(schedule)}, next {formatDayTime(schedule.nextAt, zone)}
          </span>
        </span>
        {remove === null ? null : (
          <Button size="sm" aria-expanded={isLeaving} onClick={() => setLeaving(!isLeaving)}>
            Remove …
          </Button>
        )}
      </div>
      {remove !== null && isLeaving ? <RemoveForm id={schedule.id} remove={remove} /> : null}
    </li>
  );
}

function RemoveForm({ id, remove }: { id: number; remove: ReportAction }) {
  const { state, busy, form } = useForm(remove, NOTHING_DONE);
  return (
    <form {...form} className="mt-3">
      <input type="hidden" name="id" value={id} />
      <Notice
        tone="warn"
        action={
          <Button type="submit" kind="danger" size="sm" busy={busy}>
            Remove the schedule
          </Button>
        }
      >
        <b>It makes no more reports.</b> Those that it made stay.
      </Notice>
      <ErrorLine error={state.error} className="mt-2" />
    </form>
  );
}

export function ScheduleForm({ schedule, of }: { schedule: ReportAction; of: string }) {
  const { state, busy, form } = useForm(schedule, NOTHING_DONE);
  const [every, setEvery] = useState('weekly');
  return (
    <form {...form} className="mt-4 grid grid-cols-2 gap-3">
      <SelectField
        label={`A report of ${of}`}
        name="every"
        value={every}
        onChange={(event) => setEvery(event.target.value)}
        className="col-span-2"
      >
        <option value="weekly">each week</option>
        <option value="monthly">each month</option>
      </SelectField>
      <SelectField label="On" name="day" key={every} defaultValue="1">
        {every === 'weekly'
          ? WEEKDAYS.map((name, i) => (
              <option key={name} value={i + 1}>
                {name}
              </option>
            ))
          : MONTH_DAYS.map((number) => (
              <option key={number} value={number}>
                day {number}
                {number > 28 ? ', or the last' : ''}
              </option>
            ))}
      </SelectField>
      <SelectField label="At" name="hour" defaultValue="8">
        {Array.from({ length: 24 }, (_, hour) => (
          <option key={hourOf(hour)} value={hour}>
            {hourOf(hour)}
          </option>
        ))}
      </SelectField>
      <Button type="submit" busy={busy} className="col-span-2 h-9">
        Schedule it
      </Button>
      <ErrorLine error={state.error} className="col-span-2" />
    </form>
  );
}
