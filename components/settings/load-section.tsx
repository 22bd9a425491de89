'use client';

import { useState } from 'react';
import type { RatioFinding } from '@/advisor/types';
import { ratioNumber, ratioSentence } from '@/advisor/words/load';
import type { Population } from '@/catalogue/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { AppView } from '@/service/views/views';
import { NOTHING_SAVED, type SaveAction } from './save';
import { Section } from './section';

const POPULATIONS: [Population, string, string][] = [
  ['concurrent', 'Concurrent', 'online at the same moment'],
  ['daily', 'Daily', 'different people in one day'],
  ['monthly', 'Monthly', 'different people in 30 days'],
  ['registered', 'Registered', 'accounts, active or not'],
];

/** One click: which people the user metric counts. */
export function PopulationSection({ view, action, mayEdit }: { view: AppView; action: SaveAction; mayEdit: boolean }) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  const { population } = view.app;
  return (
    <Card
      id="population"
      title="What the user metric counts"
      note={population === null ? 'not said yet' : undefined}
      says={
        <>
          The roadmap counts {view.roadmap.loadUnit} users
          {view.roadmap.loadUnitSays.ourReading
            ? ` (it says “${view.roadmap.loadUnitSays.word}”, ${view.roadmap.loadUnit} is our reading)`
            : ''}
          . Where yours counts others, a ratio below converts it; without one the phase reads “cannot tell”.
        </>
      }
    >
      <form {...form} className="mt-4 grid grid-cols-2 gap-3 xl:grid-cols-4">
        {POPULATIONS.map(([value, title, says]) => (
          <button
            key={value}
            type="submit"
            name="population"
            value={value}
            aria-pressed={population === value}
            disabled={!mayEdit || busy}
            className={cx(
              'rounded-md border p-3 text-left text-sm transition-colors',
              population === value ? 'border-accent bg-accent-bg' : 'border-line enabled:hover:border-line2',
            )}
          >
            <span className="flex items-center justify-between font-medium text-ink">
              {title}
              {population === value ? <span className="text-xs font-normal text-accent">chosen</span> : null}
            </span>
            <span className="block text-xs text-ink2">{says}</span>
          </button>
        ))}
      </form>
      <WhatWentWrong error={state.error} className="mt-3" />
      {population !== null && mayEdit ? (
        <form {...form} className="mt-3">
          <Button type="submit" kind="quiet" size="sm" name="population" value="">
            Take the answer back
          </Button>
        </form>
      ) : null}
    </Card>
  );
}

/** Ratios that only the owner knows. */
export function RatioSection({ view, action, mayEdit }: { view: AppView; action: SaveAction; mayEdit: boolean }) {
  const { concurrentPerDaily, requestsPerUserMinute } = view.app;
  const load = view.advice?.load;
  const ratio = load?.code === 'load' ? (load.ratio ?? null) : null;
  const [taken, setTaken] = useState<string | null>(null);
  return (
    <Section
      id="ratios"
      title="Ratios for load"
      says="Used only where they are needed: to convert between populations, and to estimate users from requests when no user metric is sent. What rests on them is labelled estimated."
      action={action}
      mayEdit={mayEdit}
    >
      {({ error }) => (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            key={`c${concurrentPerDaily}`}
            label="Peak concurrent users ÷ daily users"
            name="concurrentPerDaily"
            inputMode="decimal"
            hint="A share between 0 and 1, for example 0.08."
            defaultValue={concurrentPerDaily?.toString()}
            error={error?.field === 'concurrentPerDaily' ? error.message : null}
          />
          <div>
            <TextField
              key={`r${requestsPerUserMinute} ${taken}`}
              label="Requests of one active user in a minute"
              name="requestsPerUserMinute"
              inputMode="decimal"
              hint="For example 4. Empty: users are not estimated."
              defaultValue={taken ?? requestsPerUserMinute?.toString()}
              error={error?.field === 'requestsPerUserMinute' ? error.message : null}
            />
            {ratio === null ? null : (
              <Measured ratio={ratio} take={() => setTaken(ratioNumber(ratio.measured))} mayTake={mayEdit} />
            )}
          </div>
        </div>
      )}
    </Section>
  );
}

/** What measured users say of the ratio, and a way to take it over; saving is the form's own button. */
function Measured({ ratio, take, mayTake }: { ratio: RatioFinding; take: () => void; mayTake: boolean }) {
  const isTaken = ratio.set !== null && ratioNumber(ratio.set) === ratioNumber(ratio.measured);
  return (
    <div className="mt-2 space-y-2 text-xs text-ink2">
      <p className="text-pretty">{ratioSentence(ratio)}</p>
      {mayTake && ratio.enough && !isTaken ? (
        <Button type="button" size="sm" onClick={take}>
          Use {ratioNumber(ratio.measured)}
        </Button>
      ) : null}
    </div>
  );
}
