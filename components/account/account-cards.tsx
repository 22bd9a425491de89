'use client';

import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Section } from '@/components/settings/section';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';

interface PasswordCardProps {
  email: string;
  hasPassword: boolean;
  action: SaveAction;
}

export function PasswordCard({ email, hasPassword, action }: PasswordCardProps) {
  return (
    <Section
      id="password"
      title={hasPassword ? 'Password' : 'Set a password'}
      says={
        hasPassword
          ? 'Every other browser then signs in anew.'
          : 'You have none: you sign in by a provider or a link. Every other browser then signs in anew.'
      }
      action={action}
      mayEdit
      save={hasPassword ? 'Change the password' : 'Set the password'}
      done="Changed. Other browsers are signed out."
    >
      {(state, emptied) => (
        <div className="grid gap-4 sm:grid-cols-2" key={emptied}>
          <input type="hidden" name="username" autoComplete="username" value={email} />
          {hasPassword ? (
            <TextField
              label="Password now"
              name="now"
              type="password"
              autoComplete="current-password"
              required
              error={state.error?.field === 'now' ? state.error.message : null}
            />
          ) : null}
          <TextField
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            placeholder="at least 12 characters"
            required
            minLength={12}
            error={state.error?.field === 'password' ? state.error.message : null}
          />
        </div>
      )}
    </Section>
  );
}

export function NameCard({ name, action }: { name: string | null; action: SaveAction }) {
  return (
    <Section id="name" title="Name" says="As your teams see it. Empty: your address." action={action} mayEdit>
      {(state) => (
        <TextField
          label="Your name"
          name="name"
          defaultValue={name ?? ''}
          maxLength={80}
          autoComplete="name"
          error={state.error?.field ? state.error.message : null}
        />
      )}
    </Section>
  );
}

/** For a phone, say: no password to type. */
export function LinkCard({ action }: { action: SaveAction }) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  return (
    <Card
      id="link"
      title="Sign in on another device"
      says="A link signs in as you, once, within 15 minutes. Whoever has it is you: send it to nobody."
    >
      <ShownOnce secret={state.link} className="mt-4">
        <b>Open this link on the other device. It is shown this once.</b>
      </ShownOnce>
      <form {...form} className="mt-4">
        <Button type="submit" busy={busy}>
          Make a link
        </Button>
      </form>
      <WhatWentWrong error={state.error} className="mt-3" />
    </Card>
  );
}
