'use client';

import { Button, TextLink } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { SignInResult } from './action';

interface MailResult extends SignInResult {
  to: string | null;
}

interface MailFormProps {
  action: (before: MailResult, form: FormData) => Promise<MailResult>;
}

/** Asks for a one-time link; says the same whether an account has the address or not. */
export function MailForm({ action }: MailFormProps) {
  const { state, busy, form } = useForm(action, { error: null, to: null });
  const wrong = state.error?.field === 'email' ? state.error.message : null;
  return (
    <form {...form} className="grid gap-4">
      {state.to ? (
        <Notice tone="ok" role="status">
          <b>Look at your mail.</b> If an account has the address <bdi className="wrap-anywhere">{state.to}</bdi>, a
          link is on its way. It works once, for 15 minutes.
        </Notice>
      ) : null}
      <WhatWentWrong error={state.error} fields={['email']} />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        maxLength={254}
        error={wrong}
      />
      <Button type="submit" kind="primary" busy={busy} className="mt-1 h-9 w-full">
        {state.to ? 'Send another link' : 'Send me a link'}
      </Button>
      <p className="text-sm text-ink2">
        <TextLink href="/sign-in">Sign in another way</TextLink>
      </p>
    </form>
  );
}
