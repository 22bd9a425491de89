'use client';

import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { SignInAction } from './action';

/** E-mail and password. */
export function PasswordForm({ action, next, email }: { action: SignInAction; next?: string; email?: string }) {
  const { state, busy, form } = useForm(action, { error: null });
  return (
    <form {...form} className="grid gap-4">
      <WhatWentWrong error={state.error} />
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        defaultValue={email}
      />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" kind="primary" busy={busy} className="mt-1 h-9 w-full">
        Sign in
      </Button>
    </form>
  );
}
