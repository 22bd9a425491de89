'use client';

import { useEffect } from 'react';
import { formatLoadRange } from '@/advisor/words/format';
import type { Population } from '@/catalogue/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { SelectField, TextField } from '@/components/ui/field';
import { FirstLine } from '@/components/ui/first-line';
import { StateMark } from '@/components/ui/state-mark';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { ConnectView } from '@/service/apps/connect';
import { Connected } from './connected';

export interface NewAppState {
  made: { slug: string; name: string; token: string } | null;
  error: { field?: string; message: string; fix?: string } | null;
}

interface NewAppProps {
  view: ConnectView;
  create: (before: NewAppState, form: FormData) => Promise<NewAppState>;
}

const COUNTS: [Population | '', string, string][] = [
  ['concurrent', 'Concurrent users', 'people online at the same moment'],
  ['daily', 'Daily users', 'different people in one day'],
  ['monthly', 'Monthly users', 'different people in 30 days'],
  ['registered', 'Registered users', 'accounts, active or not'],
  ['', 'I do not know yet', 'the phase then reads “cannot tell” until you say'],
];

/** First the app, then how to send for it: one page, so that the token is never on a second one. */
export function NewApp({ view, create }: NewAppProps) {
  const { state, busy, form } = useForm(create, { made: null, error: null });
  const { made, error } = state;
  useEffect(() => {
    if (made) history.replaceState(null, '', `/apps/new?app=${encodeURIComponent(made.slug)}`);
  }, [made]);
  if (made) return <Connected {...made} endpoint={view.endpoint} grpcEndpoint={view.grpcEndpoint} />;
  const wrong = (field: string) => (error?.field === field ? error.message : null);
  // One that says what its phases cost, so that the costs page has something to compare with from the first day.
  const first = view.roadmaps.find(({ priced }) => priced) ?? view.roadmaps[0];
  return (
    <>
      <FirstLine
        rest="Its first number is about five minutes away."
        under="Name it and say which road it is on. Then you get a token and a snippet."
      >
        Connect an app.
      </FirstLine>
      <div className="grid items-start gap-4 max-sm:gap-6 lg:grid-cols-[2fr_1fr]">
        <form {...form} className="grid gap-4 max-sm:gap-6">
          <WhatWentWrong error={error} fields={['name', 'roadmapId', 'population']} />
          <Card id="app" title="The app">
            <div className={cx('grid gap-4', view.teams.length > 1 && 'sm:grid-cols-2')}>
              <TextField
                label="Name"
                name="name"
                required
                maxLength={200}
                autoFocus
                autoComplete="off"
                hint="As your team calls it: checkout"
                error={wrong('name')}
              />
              {view.teams.length > 1 ? (
                <SelectField label="Team" name="teamSlug" hint="Who sees it">
                  {view.teams.map((team) => (
                    <option key={team.slug} value={team.slug}>
                      {team.name}
                    </option>
                  ))}
                </SelectField>
              ) : (
                <input type="hidden" name="teamSlug" value={view.teams[0]?.slug ?? ''} />
              )}
            </div>
          </Card>
          <Card id="road" title="Its roadmap" note="phases, limits, steps and prices come from it">
            <div className="grid gap-3">
              {view.roadmaps.map((roadmap) => (
                <Choice
                  key={roadmap.id}
                  name="roadmapId"
                  value={roadmap.id}
                  checked={roadmap.id === first?.id}
                  title={roadmap.title}
                >
                  <span className="block text-pretty">{roadmap.summary}</span>
                  <span className="mt-1.5 block text-xs text-ink3">
                    {roadmap.phases.map((phase) => formatLoadRange(phase.from, phase.to)).join(' · ')}{' '}
                    {roadmap.loadUnit} users{roadmap.ourReading ? ` (“${roadmap.loadUnit}” is our reading)` : ''}
                  </span>
                </Choice>
              ))}
            </div>
            {wrong('roadmapId') ? <p className="mt-2 text-xs text-bad">{wrong('roadmapId')}</p> : null}
          </Card>
          <Card id="counts" title="What its user metric counts" note="app.users.active, or the one you name later">
            <fieldset className="grid gap-3 sm:grid-cols-2">
              <legend className="sr-only">Which population the user metric counts</legend>
              {COUNTS.map(([value, title, says]) => (
                <Choice key={title} name="population" value={value} checked={value === ''} title={title}>
                  {says}
                </Choice>
              ))}
            </fieldset>
          </Card>
          <div className="flex items-center gap-3">
            <Button type="submit" kind="primary" busy={busy} className="max-sm:grow">
              Make the app and its token
            </Button>
          </div>
        </form>
        <Next />
      </div>
    </>
  );
}

const NEXT = [
  ['A token and a snippet', 'at once, for your language or your Collector'],
  ['The first data point', 'as soon as your app restarts with it'],
  ['The first signals', 'a minute after'],
  ['Phase, checklist and costs', 'with the first day of load'],
  ['Headroom', 'when load has varied enough to fit it'],
] as const;

function Next() {
  return (
    <Card id="next" title="What comes next">
      <ol className="text-sm">
        {NEXT.map(([what, when]) => (
          <li key={what} className="flex items-start gap-2.5 border-b border-line py-2.5 last:border-0">
            <StateMark state="open" className="mt-0.5" />
            <span>
              <span className="block text-ink">{what}</span>
              <span className="block text-xs text-ink3">{when}</span>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Choice({
  name,
  value,
  checked,
  title,
  children,
}: {
  name: string;
  value: string;
  checked: boolean;
  title: string;
  children: React.ReactNode;
}) {
  return (
    <label
      className={cx(
        'flex gap-3 rounded-md border border-line p-3 hover:border-line2',
        'has-checked:border-accent has-checked:bg-accent-bg/50',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
      )}
    >
      <input
        type="radio"
        name={name}
        value={value}
        defaultChecked={checked}
        className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
      />
      <span className="text-sm text-ink2">
        <span className="block font-medium text-ink">{title}</span>
        {children}
      </span>
    </label>
  );
}
