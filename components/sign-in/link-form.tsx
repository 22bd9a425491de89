'use client';

import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { SignInAction } from './action';

const FIELDS = ['email', 'name', 'password', 'team'];

interface LinkFormProps {
  action: SignInAction;
  link: string;
  purpose: 'first-operator' | 'existing-user' | 'mail';
  email: string | null;
  /** It proves the address for the first time: a password from before ends. */
  endsPassword: boolean;
}

/** Uses the link up: makes the first operator, or signs an existing user in with a new password if they want one. */
export function LinkForm({ action, link, purpose, email, endsPassword }: LinkFormProps) {
  const { state, busy, form } = useForm(action, { error: null });
  const wrong = (field: string) =>
    state.error?.field === field ? `${state.error.message} ${state.error.fix ?? ''}`.trim() : null;
  const first = purpose === 'first-operator';
  return (
    <form {...form} className="grid gap-4">
      <WhatWentWrong error={state.error} fields={FIELDS} />
      <input type="hidden" name="link" value={link} />
      {first ? (
        <>
          <TextField
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            hint="You sign in with it from now on."
            error={wrong('email')}
          />
          <TextField label="Your name" name="name" autoComplete="name" hint="May stay empty." error={wrong('name')} />
        </>
      ) : null}
      {email ? <input type="hidden" name="username" autoComplete="username" value={email} /> : null}
      {endsPassword ? (
        <Notice tone="warn">
          <b>This link shows that the address is yours.</b> Nobody had shown it yet, so the password from before ends,
          and other browsers sign in anew.
        </Notice>
      ) : null}
      <TextField
        label={first ? 'Password' : 'New password'}
        name="password"
        type="password"
        autoComplete="new-password"
        required={first}
        minLength={12}
        hint={`At least 12 characters.${first ? '' : endsPassword ? ' It may stay empty.' : ' Leave it empty to keep the one you have.'}`}
        error={wrong('password')}
      />
      {first ? (
        <TextField
          label="Team"
          name="team"
          autoComplete="organization"
          hint="People who share apps. Empty: “My team”."
          error={wrong('team')}
        />
      ) : null}
      <Button type="submit" kind="primary" busy={busy} className="mt-1 h-9 w-full">
        {first ? 'Begin' : 'Sign in'}
      </Button>
    </form>
  );
}
