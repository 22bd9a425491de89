'use client';

import { useState } from 'react';
import { formatDayYear } from '@/advisor/words/dates';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/code';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import type { TokenView } from '@/service/views';
import { NOTHING_SAVED, type SaveAction } from './save';

interface TokensProps {
  /** Null: the viewer's role may not see them. */
  tokens: TokenView[] | null;
  make: SaveAction;
  revoke: SaveAction;
  zone: string;
}

/** Ingest tokens: made here, shown once, ended here. */
export function Tokens({ tokens, make, revoke, zone }: TokensProps) {
  const { state, busy, form } = useForm(make, NOTHING_SAVED);
  const [kind, setKind] = useState('server');
  if (tokens === null) {
    return (
      <Card id="tokens" title="Tokens">
        <EmptyNote>Tokens are for the role manager and above.</EmptyNote>
      </Card>
    );
  }
  const live = tokens.filter(({ revokedAt }) => revokedAt === null);
  const ended = tokens.filter(({ revokedAt }) => revokedAt !== null);
  return (
    <Card id="tokens" title="Tokens" note={`${live.length} in use`}>
      <p className="max-w-[46rem] text-sm text-pretty text-ink2">
        A token may only send data for this app. It is shown once, when it is made; only its fingerprint is kept. A
        browser token stands in your pages for everybody to read: it is good for their metrics, from the origins that
        you list, and has a tenth of the app’s limits.
      </p>
      {state.token ? (
        <Notice tone="ok" role="status" className="mt-4" action={<CopyButton text={state.token} />}>
          <b>This token is shown this once.</b>
          <code className="mt-1 block font-mono break-all text-ink select-all">{state.token}</code>
        </Notice>
      ) : null}
      <ul className="mt-3 border-t border-line">
        {live.map((token) => (
          <TokenLine key={token.id} token={token} revoke={revoke} zone={zone} last={live.length === 1} />
        ))}
        {ended.map((token) => (
          <li
            key={token.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 text-sm text-ink3"
          >
            <code className="font-mono text-xs line-through">{token.hint}…</code>
            <span>{token.label}</span>
            <Badge className="ml-auto">
              ended {token.revokedAt === null ? '' : formatDayYear(token.revokedAt, zone)}
            </Badge>
          </li>
        ))}
      </ul>
      <form {...form} className="mt-4 flex flex-wrap items-end gap-3">
        <TextField
          label="New token"
          name="label"
          hint="Where it will be used"
          maxLength={80}
          className="min-w-48 grow sm:max-w-72"
        />
        <SelectField
          label="Kind"
          name="kind"
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          className="min-w-32 max-sm:grow"
        >
          <option value="server">server</option>
          <option value="browser">browser</option>
        </SelectField>
        {kind === 'browser' ? (
          <TextField
            label="Origins"
            name="origins"
            hint="Of the pages, spaces between: https://shop.example.com"
            className="w-full"
            spellCheck={false}
            error={state.error?.field?.startsWith('origins') ? state.error.message : null}
          />
        ) : null}
        <Button type="submit" busy={busy} className="h-9">
          Make a token
        </Button>
      </form>
      {state.error ? (
        <Notice tone="bad" role="alert" className="mt-3">
          <b>{state.error.message}</b> {state.error.fix}
        </Notice>
      ) : null}
    </Card>
  );
}

function TokenLine({
  token,
  revoke,
  zone,
  last,
}: {
  token: TokenView;
  revoke: SaveAction;
  zone: string;
  last: boolean;
}) {
  const { state, busy, form } = useForm(revoke, NOTHING_SAVED);
  return (
    <li className="border-b border-line py-2.5 text-sm">
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 [&::-webkit-details-marker]:hidden">
          <code className="font-mono text-xs text-ink">{token.hint}…</code>
          <span className="text-ink2">{token.label}</span>
          {token.kind === 'browser' ? (
            <>
              <Badge>browser</Badge>
              <span className="text-xs break-all text-ink3">{token.origins.join(' ')}</span>
            </>
          ) : null}
          <span className="ml-auto text-xs text-ink3">made {formatDayYear(token.createdAt, zone)}</span>
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
            <b>Collectors refuse it within seconds, and it cannot be taken back.</b>{' '}
            {last
              ? 'It is the last one: nothing can be sent for this app until you make another.'
              : 'Whatever still sends with it stops arriving.'}{' '}
            Stored data stay.
          </Notice>
          {state.error ? (
            <p role="alert" className="mt-2 text-sm text-bad">
              {state.error.message}
            </p>
          ) : null}
        </form>
      </details>
    </li>
  );
}
