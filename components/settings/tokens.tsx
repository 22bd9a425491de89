'use client';

import { useState } from 'react';
import { formatDayTime, formatDayYear } from '@/advisor/words/dates';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { TokenView } from '@/service/views/views';
import { NOTHING_SAVED, type SaveAction } from './save';
import { EndedToken, TokenLine } from './token-line';

/** Until then old and new are both good: time to roll the new one out. */
const ENDS = [
  [0, 'now'],
  [1, 'in an hour'],
  [24, 'in a day'],
  [168, 'in 7 days'],
  [720, 'in 30 days'],
] as const;

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
  const live = tokens.filter(({ ended }) => !ended);
  const ended = tokens.filter((token) => token.ended);
  return (
    <Card
      id="tokens"
      title="Tokens"
      note={`${live.length} in use`}
      says="A token may only send data for this app. It is shown once, when it is made; only its fingerprint is kept. A browser token stands in your pages for everybody to read: it is good for their metrics, from the origins that you list, and has a tenth of the app’s limits. To rotate one, make another and let the old one end a while later: both are good until then."
    >
      <ShownOnce secret={state.token} className="mt-4">
        <b>This token is shown this once.</b>
      </ShownOnce>
      <ul className="mt-3 border-t border-line">
        {live.map((token) => (
          <IngestTokenLine key={token.id} token={token} revoke={revoke} zone={zone} last={live.length === 1} />
        ))}
        {ended.map((token) => (
          <EndedToken key={token.id} token={token} endedAt={token.revokedAt ?? 0} zone={zone} />
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
      <WhatWentWrong error={state.error} className="mt-3" />
    </Card>
  );
}

interface LineProps {
  token: TokenView;
  revoke: SaveAction;
  zone: string;
  last: boolean;
}

function IngestTokenLine({ token, revoke, zone, last }: LineProps) {
  const made = `made ${formatDayYear(token.createdAt, zone)}`;
  return (
    <TokenLine
      token={token}
      revoke={revoke}
      says={
        <>
          {token.kind === 'browser' ? (
            <>
              <Badge>browser</Badge>
              <span className="text-xs break-all text-ink3">{token.origins.join(' ')}</span>
            </>
          ) : null}
          {token.revokedAt === null ? null : <Badge tone="warn">ends {formatDayTime(token.revokedAt, zone)}</Badge>}
        </>
      }
      when={made}
      choice={
        <SelectField label="It ends" name="inHours" defaultValue="0" className="mt-2 max-w-48">
          {ENDS.map(([hours, words]) => (
            <option key={hours} value={hours}>
              {words}
            </option>
          ))}
        </SelectField>
      }
    >
      <b>Once it has ended, collectors refuse it within seconds, and it cannot be taken back.</b>{' '}
      {last
        ? 'It is the last one: nothing can be sent for this app until you make another.'
        : 'Whatever still sends with it then stops arriving.'}{' '}
      Stored data stay.
    </TokenLine>
  );
}
