'use client';
/** Name, order and titles as one form: what it shows is what the dashboard becomes. */
import { useEffect, useState } from 'react';
import { NOTHING_SAVED } from '@/components/settings/save';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { DashboardView } from '@/service/views/dashboards';
import type { DashboardActions } from './actions';

interface Props {
  view: DashboardView;
  actions: DashboardActions;
  done(): void;
}

export function Arrange({ view, actions, done }: Props) {
  const saving = useForm(actions.arrange, NOTHING_SAVED);
  const removing = useForm(actions.remove, NOTHING_SAVED);
  const [name, setName] = useState(view.name);
  const [panels, setPanels] = useState(view.panels.map(({ id, title, wide }) => ({ id, title, wide })));
  const set = (index: number, next: Partial<(typeof panels)[number]>) =>
    setPanels(panels.map((panel, i) => (i === index ? { ...panel, ...next } : panel)));
  const move = (index: number, by: number) => {
    const next = [...panels];
    const [taken] = next.splice(index, 1);
    if (taken) next.splice(index + by, 0, taken);
    setPanels(next);
  };
  const { savedAt } = saving.state;
  useEffect(() => {
    if (savedAt !== null) done();
  }, [savedAt, done]);
  return (
    <Card id="arrange" title="Arrange" className="mb-4">
      <form {...saving.form}>
        <input type="hidden" name="arranged" value={JSON.stringify({ version: view.version, name, panels })} />
        <TextField label="Name" value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
        <ol className="mt-4 divide-y divide-line border-line border-y">
          {panels.map((panel, index) => (
            <li key={panel.id} className="flex flex-wrap items-center gap-2 py-2">
              <input
                aria-label={`Title of chart ${index + 1}`}
                value={panel.title}
                maxLength={120}
                onChange={(event) => set(index, { title: event.target.value })}
                className="h-9 min-w-40 grow rounded-md border border-line2 bg-card px-3 text-ink text-sm max-sm:h-11"
              />
              <label className="flex items-center gap-2 text-ink2 text-sm max-sm:min-h-11">
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={panel.wide}
                  onChange={(event) => set(index, { wide: event.target.checked })}
                />
                whole row
              </label>
              <Button size="sm" disabled={index === 0} onClick={() => move(index, -1)}>
                Up<span className="sr-only"> {panel.title}</span>
              </Button>
              <Button size="sm" disabled={index === panels.length - 1} onClick={() => move(index, 1)}>
                Down<span className="sr-only"> {panel.title}</span>
              </Button>
              <Button size="sm" kind="danger" onClick={() => setPanels(panels.filter((_, i) => i !== index))}>
                Take away<span className="sr-only"> {panel.title}</span>
              </Button>
            </li>
          ))}
        </ol>
        <div className="mt-4 flex flex-wrap gap-2">
          <Button type="submit" kind="primary" busy={saving.busy}>
            Save
          </Button>
          <Button onClick={done}>Cancel</Button>
        </div>
      </form>
      <details className="mt-4 text-sm">
        <summary className="w-fit cursor-pointer text-bad max-sm:py-2.5">Delete this dashboard</summary>
        <form {...removing.form} className="mt-2 flex flex-wrap items-center gap-3 text-ink2">
          Everybody of the team loses it and its address. The apps and their data stay.
          <Button type="submit" kind="danger" busy={removing.busy}>
            Delete for good
          </Button>
        </form>
      </details>
      <WhatWentWrong error={saving.state.error} className="mt-3" />
      <WhatWentWrong error={removing.state.error} className="mt-3" />
    </Card>
  );
}
