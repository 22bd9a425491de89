'use client';

import { formatDayTime } from '@/advisor/words/dates';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { ReadTokenView } from '@/service/views/views';
import { NOTHING_SAVED, type SaveAction } from './save';
import { EndedToken, TokenLine } from './token-line';

interface ReadAccessProps {
  /** Null: the viewer's role may not see them. */
  tokens: ReadTokenView[] | null;
  /** Of Prometheus's API. */
  address: string;
  make: SaveAction;
  revoke: SaveAction;
  zone: string;
}

/** Tokens with which Grafana reads: made here, shown once, ended here. */
export function ReadAccess({ tokens, address, make, revoke, zone }: ReadAccessProps) {
  const { state, busy, form } = useForm(make, NOTHING_SAVED);
  if (tokens === null) {
    return (
      <Card id="read-access" title="Read access for Grafana">
        <EmptyNote>Read tokens are for the role manager and above.</EmptyNote>
      </Card>
    );
  }
  const live = tokens.filter(({ revokedAt }) => revokedAt === null);
  const ended = tokens.filter(({ revokedAt }) => revokedAt !== null);
  return (
    <Card
      id="read-access"
      title="Read access for Grafana"
      note={`${live.length} in use`}
      says="In Grafana, add a data source of the type Prometheus with this address. As authentication choose basic: any user, and a read token as the password. A read token may only read."
    >
      <Code code={address} className="mt-3" />
      <ShownOnce secret={state.token} className="mt-4">
        <b>This token is shown this once.</b>
      </ShownOnce>
      {tokens.length > 0 ? (
        <ul className="mt-3 border-t border-line">
          {live.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              revoke={revoke}
              says={token.wholeTeam ? <Badge>every app of the team</Badge> : null}
              when={token.lastUsedAt === null ? 'not used yet' : `last used ${formatDayTime(token.lastUsedAt, zone)}`}
            >
              <b>It is refused from the next request on, and it cannot be taken back.</b> Dashboards that read with it
              stay empty until they get another.
            </TokenLine>
          ))}
          {ended.map((token) => (
            <EndedToken key={token.id} token={token} endedAt={token.revokedAt ?? 0} zone={zone} />
          ))}
        </ul>
      ) : null}
      <form {...form} className="mt-4 flex flex-wrap items-end gap-3">
        <TextField
          label="New read token"
          name="label"
          hint="Where it will be used"
          maxLength={80}
          className="min-w-48 grow sm:max-w-64"
        />
        <SelectField label="May read" name="reach" defaultValue="app" className="min-w-44">
          <option value="app">this app</option>
          <option value="team">every app of the team</option>
        </SelectField>
        <Button type="submit" busy={busy} className="h-9">
          Make a read token
        </Button>
      </form>
      <WhatWentWrong error={state.error} className="mt-3" />
    </Card>
  );
}
