'use client';

import type { SignInAction } from '@/components/sign-in/action';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';

export function JoinForm({ link, as, action }: { link: string; as: string; action: SignInAction }) {
  const { state, busy, form } = useForm(action, { error: null });
  return (
    <form {...form} className="grid gap-4">
      <WhatWentWrong error={state.error} />
      <input type="hidden" name="link" value={link} />
      <Button type="submit" kind="primary" busy={busy} className="h-9 w-full">
        Join as {as}
      </Button>
    </form>
  );
}

const FIELDS = ['email', 'name', 'password'];

/** An account and a membership in one go. */
export function JoinNewForm({ link, email, action }: { link: string; email: string | null; action: SignInAction }) {
  const { state, busy, form } = useForm(action, { error: null });
  const wrong = (field: string) =>
    state.error?.field === field ? `${state.error.message} ${state.error.fix ?? ''}`.trim() : null;
  return (
    <form {...form} className="grid gap-4">
      <WhatWentWrong error={state.error} fields={FIELDS} />
      <input type="hidden" name="link" value={link} />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        readOnly={email !== null}
        defaultValue={email ?? ''}
        autoFocus={email === null}
        hint={email ? 'The invitation is for this address.' : 'You sign in with it from now on.'}
        error={wrong('email')}
      />
      <TextField label="Your name" name="name" autoComplete="name" hint="May stay empty." error={wrong('name')} />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        hint="At least 12 characters."
        error={wrong('password')}
      />
      <Button type="submit" kind="primary" busy={busy} className="mt-1 h-9 w-full">
        Make an account and join
      </Button>
    </form>
  );
}
