'use client';
import { useRef, useState } from 'react';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Button, TextLink } from '@/components/ui/button';
import { SelectField, TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { DashboardLine } from '@/service/views/dashboards';
import type { Question } from './question';

export interface Dashboards {
  lines: DashboardLine[];
  /** Answers with the dashboard's id as `made`. */
  add: SaveAction;
}

/** Puts what is asked on a dashboard of the team, or on a new one. */
export function AddToDashboard({ question, dashboards }: { question: Question; dashboards: Dashboards }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [onto, setOnto] = useState(dashboards.lines[0]?.id ?? '');
  const { state, busy, form } = useForm(dashboards.add, NOTHING_SAVED);
  const { error, made } = state;
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        Add to a dashboard
      </Button>
      <dialog
        ref={dialog}
        aria-label="Add to a dashboard"
        className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-lg border border-line2 bg-card p-4 text-ink backdrop:bg-ink/30 dark:backdrop:bg-ground/70"
      >
        <form {...form} className="grid gap-4">
          <h2 className="font-semibold text-base">Add to a dashboard</h2>
          <input type="hidden" name="question" value={JSON.stringify(question)} />
          <TextField label="Title of the chart" name="title" defaultValue={question.metric} maxLength={120} />
          <SelectField
            label="Dashboard"
            name="dashboard"
            value={onto}
            onChange={(event) => setOnto(event.target.value)}
          >
            {dashboards.lines.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="">a new one</option>
          </SelectField>
          {onto === '' ? <TextField label="Its name" name="name" maxLength={120} autoComplete="off" /> : null}
          <WhatWentWrong error={error} />
          {made && !error ? (
            <Notice tone="ok" role="status">
              It is there. <TextLink href={`/dashboards/${made}`}>Open the dashboard</TextLink>
            </Notice>
          ) : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => dialog.current?.close()}>Close</Button>
            <Button type="submit" kind="primary" busy={busy}>
              Add
            </Button>
          </div>
        </form>
      </dialog>
    </>
  );
}
