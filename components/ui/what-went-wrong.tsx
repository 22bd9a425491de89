import { Notice } from '@/components/ui/notice';
import type { SignInResult } from './action';

/** The error of a form that belongs to no single field, with its fix. */
export function WhatWentWrong({ error, fields = [] }: { error: SignInResult['error']; fields?: string[] }) {
  if (!error || (error.field && fields.includes(error.field))) return null;
  return (
    <Notice tone="bad" role="alert">
      <b>{error.message}</b> {error.fix}
    </Notice>
  );
}
