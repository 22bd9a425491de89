'use client';

import type { SaveAction } from '@/components/settings/save';
import { NOTHING_SAVED } from '@/components/settings/save';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SelectField, TextField } from '@/components/ui/field';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { Scope } from '@/service/views/actor';
import type { Role } from '@/service/views/views';

const SCOPES: { scope: Scope; says: string; least: Role[] }[] = [
  { scope: 'read', says: 'apps, charts, crossings, checklist, estimates, reports, dashboards, people', least: [] },
  {
    scope: 'write',
    says: 'steps, notes and mutes, thresholds, an app’s settings, roadmaps, reports, dashboards',
    least: ['viewer'],
  },
  { scope: 'deploy', says: 'announce deployments', least: ['viewer'] },
  {
    scope: 'manage',
    says: 'register apps, their tokens and targets, retention, prices, channels, schedules',
    least: ['viewer', 'editor'],
  },
  { scope: 'people', says: 'invitations, roles, the team’s name, the audit', least: ['viewer', 'editor', 'manager'] },
  { scope: 'admin', says: 'delete apps', least: ['viewer', 'editor', 'manager'] },
];

/** Only what the viewer's role may give away is offered. */
export function NewApiToken({ role, make }: { role: Role; make: SaveAction }) {
  const { state, busy, form } = useForm(make, NOTHING_SAVED);
  const manages = role === 'manager' || role === 'admin';
  return (
    <Card
      id="new"
      title="New token"
      says={
        <>
          Yours acts as you, with the role that you have at the time
          {manages ? '; the team’s stays when people leave' : ''}. It is shown once; only its fingerprint is kept.
        </>
      }
    >
      <ShownOnce secret={state.token} className="mt-4">
        <b>This token is shown this once.</b>
      </ShownOnce>
      <form {...form} className="mt-4 flex flex-col gap-4">
        <div className="flex flex-wrap items-end gap-3">
          <TextField
            label="Name"
            name="label"
            hint="Where it will be used"
            maxLength={80}
            className="min-w-48 grow sm:max-w-72"
            error={state.error?.field === 'label' ? state.error.message : null}
          />
          {manages ? (
            <SelectField label="Acts as" name="of" defaultValue="person" className="min-w-32 max-sm:grow">
              <option value="person">you</option>
              <option value="team">the team</option>
            </SelectField>
          ) : null}
          <SelectField label="Ends" name="days" defaultValue="90" className="min-w-32 max-sm:grow">
            <option value="30">after 30 days</option>
            <option value="90">after 90 days</option>
            <option value="365">after a year</option>
            <option value="">when it is revoked</option>
          </SelectField>
        </div>
        <fieldset className="grid">
          <legend className="mb-1.5 text-sm font-medium text-ink">What it may do</legend>
          {SCOPES.filter(({ least }) => !least.includes(role)).map(({ scope, says }) => (
            <label key={scope} className="flex min-h-8 items-center gap-2 text-sm text-ink2 max-sm:min-h-11">
              <input
                type="checkbox"
                name="scope"
                value={scope}
                defaultChecked={scope === 'read'}
                className="size-4 shrink-0 accent-accent"
              />
              <span>
                <b className="font-medium text-ink">{scope}</b>: {says}
              </span>
            </label>
          ))}
        </fieldset>
        <div>
          <Button type="submit" busy={busy}>
            Make a token
          </Button>
        </div>
      </form>
      <WhatWentWrong error={state.error} fields={['label']} className="mt-3" />
    </Card>
  );
}
