'use client';
/** One token of any kind in its list: what it is, and behind one click what ending it does. */
import type { ReactNode } from 'react';
import { formatDayYear } from '@/advisor/words/dates';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import { NOTHING_SAVED, type SaveAction } from './save';

interface Named {
  id: number;
  hint: string;
  label: string;
}

interface TokenLineProps {
  token: Named;
  revoke: SaveAction;
  /** What kind it is and what it may. */
  says?: ReactNode;
  /** When it was made or used, at the right end. */
  when: string;
  /** What ending it does. */
  children: ReactNode;
  /** More of the form: when it ends. */
  choice?: ReactNode;
}

export function TokenLine({ token, revoke, says, when, children, choice }: TokenLineProps) {
  const { state, busy, form } = useForm(revoke, NOTHING_SAVED);
  return (
    <li className="border-b border-line py-2.5 text-sm last:border-b-0">
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 [&::-webkit-details-marker]:hidden">
          <code className="font-mono text-xs text-ink">{token.hint}…</code>
          <span className="min-w-0 break-words text-ink2">{token.label}</span>
          {says}
          <span className="ml-auto text-xs text-ink3">{when}</span>
          <span className="rounded-md border border-line px-2.5 py-1 text-xs font-medium text-bad group-open:hidden">
            Revoke …
          </span>
        </summary>
        <form {...form} className="mt-3">
          <input type="hidden" name="id" value={token.id} />
          <Notice
            tone="warn"
            action={
              <Button type="submit" kind="danger" size="sm" busy={busy}>
                Revoke {token.hint}…
              </Button>
            }
          >
            {children}
            {choice}
          </Notice>
          <ErrorLine error={state.error} className="mt-2" />
        </form>
      </details>
    </li>
  );
}

export function EndedToken({ token, endedAt, zone }: { token: Named; endedAt: number; zone: string }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 text-sm text-ink3 last:border-b-0">
      <code className="font-mono text-xs line-through">{token.hint}…</code>
      <span className="min-w-0 break-words">{token.label}</span>
      <Badge className="ml-auto">ended {formatDayYear(endedAt, zone)}</Badge>
    </li>
  );
}
