'use client';

import { formatDayRange, formatDayYear } from '@/advisor/words/dates';
import { NOTHING_SAVED } from '@/components/settings/save';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { SavedNote } from '@/components/ui/saved-note';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { HolidayView } from '@/service/views/people';
import type { TeamActions } from './actions';

interface HolidaysCardProps {
  holidays: HolidayView[];
  mayEdit: boolean;
  actions: TeamActions;
  nowAt: number;
}

/** The team's calendar: what comes next first, what is over folded away. */
export function HolidaysCard({ holidays, mayEdit, actions, nowAt }: HolidaysCardProps) {
  const today = new Date(nowAt).toISOString().slice(0, 10);
  const over = holidays.filter(({ yearly, to }) => !yearly && to < today);
  const ahead = holidays.filter((it) => !over.includes(it));
  const list = (shown: HolidayView[]) => (
    <ul className="border-t border-line">
      {shown.map((holiday) => (
        <HolidayLine key={`${holiday.name} ${holiday.from}`} {...{ holiday, mayEdit, actions }} />
      ))}
    </ul>
  );
  return (
    <Card
      id="holidays"
      title="Holidays"
      note={String(holidays.length)}
      says="Days on which load is not as usual, of all apps: Christmas, a sale, a launch. Forecasts keep them out of level and weekdays. What such a day does is learned once days of the same name were seen twice; until then the interval is wider there."
    >
      {mayEdit ? <AddHoliday actions={actions} /> : null}
      {holidays.length === 0 ? (
        <p className="mt-4 text-sm text-ink3">None yet.{mayEdit ? '' : ' An editor of the team may add them.'}</p>
      ) : (
        <div className="mt-4">{ahead.length > 0 ? list(ahead) : null}</div>
      )}
      {over.length > 0 ? (
        <details className="mt-1 text-sm">
          <summary className="flex min-h-11 w-fit cursor-pointer items-center text-accent">
            {over.length} {over.length === 1 ? 'is' : 'are'} over
          </summary>
          {list(over)}
        </details>
      ) : null}
    </Card>
  );
}

function AddHoliday({ actions }: Pick<HolidaysCardProps, 'actions'>) {
  const add = useForm(actions.addHoliday, NOTHING_SAVED);
  const read = useForm(actions.importHolidays, NOTHING_SAVED);
  return (
    <>
      <form {...add.form} className="mt-4 grid grid-cols-2 items-end gap-3 sm:grid-cols-[minmax(0,1fr)_auto_auto]">
        <div key={add.emptied} className="contents">
          <TextField
            label="Name"
            name="name"
            maxLength={80}
            required
            autoComplete="off"
            className="max-sm:col-span-2"
          />
          <DayField label="First day" name="from" required />
          <DayField label="Last day, if another" name="to" />
        </div>
        <label className="col-span-full flex min-h-11 items-center gap-2 text-sm text-ink sm:min-h-0">
          <input type="checkbox" name="yearly" className="size-4 accent-accent" />
          Every year on these dates
        </label>
        <div className="col-span-full flex items-center gap-3">
          <Button type="submit" busy={add.busy}>
            Add
          </Button>
          <SavedNote at={add.state.savedAt} busy={add.busy}>
            Added.
          </SavedNote>
        </div>
        <WhatWentWrong error={add.state.error} className="col-span-full" />
      </form>
      <details className="mt-3 text-sm">
        <summary className="flex min-h-11 w-fit cursor-pointer items-center text-accent">
          From a calendar file (.ics)
        </summary>
        <form {...read.form} className="grid gap-3 pb-2">
          <p className="max-w-[46rem] text-pretty text-ink2">
            Its whole days are added. A day that is on another date each year, such as Easter, is written out from three
            years back to five years ahead: read the file again before then.
          </p>
          <input
            type="file"
            name="file"
            accept=".ics,text/calendar"
            required
            aria-label="Calendar file"
            className="min-w-0 text-sm text-ink2 file:mr-3 file:h-8 file:rounded-md file:border file:border-line file:bg-card file:px-3 file:text-ink max-sm:file:h-11"
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" busy={read.busy}>
              Add its days
            </Button>
            <SavedNote at={read.state.savedAt} busy={read.busy}>
              {read.state.says}
            </SavedNote>
          </div>
          <WhatWentWrong error={read.state.error} />
        </form>
      </details>
    </>
  );
}

function DayField({ label, name, required }: { label: string; name: string; required?: boolean }) {
  return (
    <label className="block min-w-0 text-sm font-medium text-ink">
      {label}
      <input
        type="date"
        name={name}
        required={required}
        className="mt-1.5 block h-9 w-full min-w-0 rounded-md border border-line2 bg-card px-3 text-sm font-normal text-ink max-sm:h-11"
      />
    </label>
  );
}

function HolidayLine({
  holiday: { name, from, to, yearly },
  mayEdit,
  actions,
}: { holiday: HolidayView } & Pick<HolidaysCardProps, 'mayEdit' | 'actions'>) {
  const { state, busy, form } = useForm(actions.removeHoliday, NOTHING_SAVED);
  const [fromAt, toAt] = [Date.parse(from), Date.parse(to)];
  const days = formatDayRange(fromAt, toAt);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2 text-sm">
      <span className="min-w-0 grow basis-40 truncate text-ink">
        <bdi>{name}</bdi>
      </span>
      <span className="text-ink2 tabular-nums">{yearly ? days : lastYear(fromAt, toAt, days)}</span>
      {yearly ? <Badge tone="neutral">yearly</Badge> : null}
      {mayEdit ? (
        <form {...form}>
          <input type="hidden" name="name" value={name} />
          <input type="hidden" name="from" value={from} />
          <Button type="submit" kind="quiet" size="sm" busy={busy} aria-label={`Remove ${name}, ${days}`}>
            Remove
          </Button>
        </form>
      ) : null}
      <WhatWentWrong error={state.error} className="basis-full" />
    </li>
  );
}

/** "24–26 Dec 2026", "30 Dec 2026–2 Jan 2027". */
function lastYear(fromAt: number, toAt: number, days: string): string {
  const [first, last] = [fromAt, toAt].map((at) => new Date(at).getUTCFullYear());
  return first === last ? `${days} ${first}` : `${formatDayYear(fromAt)}–${formatDayYear(toAt)}`;
}
