'use client';

import { formatDayTime } from '@/advisor/words/dates';
import { formatMinutes, formatValue } from '@/advisor/words/format';
import { signalTitle, signalWord } from '@/advisor/words/signals';
import type { Threshold } from '@/catalogue/types';
import { Button } from '@/components/ui/button';
import { SelectField, TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { AppView } from '@/service/views/views';
import { NOTHING_SAVED, type SaveAction } from './save';
import { Section } from './section';

interface ThresholdSectionProps {
  view: AppView;
  save: SaveAction;
  remove: SaveAction;
  mayEdit: boolean;
  zone: string;
}

/** Where the app judges itself by other limits than its roadmap: each with its reason, each can be taken back. */
export function ThresholdSection({ view, save, remove, mayEdit, zone }: ThresholdSectionProps) {
  const units = new Map(view.signals.map(({ id, unit }) => [id, unit]));
  const thresholds = [...view.roadmap.phases.flatMap((phase) => phase.thresholds), ...view.roadmap.thresholds];
  const text = ({ signal, limit, holdMinutes }: Threshold) =>
    `${signalTitle(signal)}: ${formatValue(limit, units.get(signal) ?? '')} for ${formatMinutes(holdMinutes)}`;
  return (
    <Section
      id="overrides"
      title="Thresholds of its own"
      note={view.app.overrides.length === 0 ? 'none: the roadmap’s hold' : undefined}
      says="An override is shown wherever its limit is used, with your reason. Empty fields keep the roadmap’s value."
      action={save}
      mayEdit={mayEdit}
      save="Set the override"
    >
      {({ error }) => (
        <div className="grid gap-4">
          {view.app.overrides.length > 0 ? (
            <ul className="border-t border-line">
              {view.app.overrides.map((override) => {
                const own = thresholds.find(({ id }) => id === override.thresholdId);
                const unit = units.get(own?.signal ?? '') ?? '';
                const says = [
                  override.limit === null ? '' : `limit ${formatValue(override.limit, unit)}`,
                  override.holdMinutes === null ? '' : `for ${formatMinutes(override.holdMinutes)}`,
                  override.mutedUntil === null ? '' : `silent until ${formatDayTime(override.mutedUntil, zone)}`,
                ]
                  .filter(Boolean)
                  .join(', ');
                return (
                  <li
                    key={override.thresholdId}
                    className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-2.5 text-sm"
                  >
                    <span className="min-w-0 grow">
                      <span className="block text-ink">
                        <b className="font-medium">{own ? signalTitle(own.signal) : override.thresholdId}</b> {says}
                      </span>
                      <span className="block text-xs text-ink3">
                        {override.reason}
                        {own
                          ? ` · the roadmap says ${formatValue(own.limit, unit)} for ${formatMinutes(own.holdMinutes)}`
                          : ''}
                      </span>
                    </span>
                    {mayEdit ? (
                      <TakeBack
                        thresholdId={override.thresholdId}
                        remove={remove}
                        name={own ? signalWord(own.signal) : override.thresholdId}
                      />
                    ) : null}
                  </li>
                );
              })}
            </ul>
          ) : null}
          {mayEdit ? (
            <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
              <SelectField label="Threshold" name="thresholdId" required defaultValue="">
                <option value="" disabled>
                  choose one
                </option>
                {thresholds.map((threshold) => (
                  <option key={threshold.id} value={threshold.id}>
                    {text(threshold)}
                  </option>
                ))}
              </SelectField>
              <TextField
                label="Reason"
                name="reason"
                required
                maxLength={500}
                error={error?.field === 'reason' ? error.message : null}
              />
              <TextField
                label="Limit"
                name="limit"
                inputMode="decimal"
                hint="In the signal’s unit."
                error={error?.field === 'limit' ? error.message : null}
              />
              <TextField
                label="Hold"
                name="holdMinutes"
                inputMode="numeric"
                hint="How long before it counts."
                unit="min"
                error={error?.field === 'holdMinutes' ? error.message : null}
              />
            </div>
          ) : null}
        </div>
      )}
    </Section>
  );
}

function TakeBack({ thresholdId, remove, name }: { thresholdId: string; remove: SaveAction; name: string }) {
  const { state, busy, send: submit } = useForm(remove, NOTHING_SAVED);
  // A form cannot stand in a form: the button carries the id and sends by itself.
  const send = () => {
    const data = new FormData();
    data.set('thresholdId', thresholdId);
    submit(data);
  };
  return (
    <>
      <Button size="sm" busy={busy} onClick={send} aria-label={`Back to the roadmap’s threshold for ${name}`}>
        Back to the roadmap’s
      </Button>
      <WhatWentWrong error={state.error} />
    </>
  );
}
