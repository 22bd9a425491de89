'use client';

import { formatDayTime, formatDayYear } from '@/advisor/words/dates';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Code, CopyButton } from '@/components/ui/code';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import type { ReadTokenView } from '@/service/views';
import { NOTHING_SAVED, type SaveAction } from './save';

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
    <Card id="read-access" title="Read access for Grafana" note={`${live.length} in use`}>
      <p className="max-w-[46rem] text-sm text-pretty text-ink2">
        In Grafana, add a data source of the type Prometheus with this address. As authentication choose basic: any
        user, and a read token as the password. A read token may only read.
      </p>
      <Code code={address} className="mt-3" />
      {state.token ? (
        <Notice tone="ok" role="status" className="mt-4" action={<CopyButton text={state.token} />}>
          <b>This token is shown this once.</b>
          <code className="mt-1 block font-mono break-all text-ink select-all">{state.token}</code>
        </Notice>
      ) : null}
      {tokens.length > 0 ? (
        <ul className="mt-3 border-t border-line">
          {live.map((token) => (
            <ReadTokenLine key={token.id} token={token} revoke={revoke} zone={zone} />
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
      {state.error ? (
        <Notice tone="bad" role="alert" className="mt-3">
          <b>{state.error.message}</b> {state.error.fix}
        </Notice>
      ) : null}
    </Card>
  );
}

function ReadTokenLine({ token, revoke, zone }: { token: ReadTokenView; revoke: SaveAction; zone: string }) {
  const { state, busy, form } = useForm(revoke, NOTHING_SAVED);
  return (
    <li className="border-b border-line py-2.5 text-sm">
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 [&::-webkit-details-marker]:hidden">
          <code className="font-mono text-xs text-ink">{token.hint}…</code>
          <span className="text-ink2">{token.label}</span>
          {token.wholeTeam ? <Badge>every app of the team</Badge> : null}
          <span className="ml-auto text-xs text-ink3">
            {token.lastUsedAt === null ? 'not used yet' : `last used ${formatDayTime(token.lastUsedAt, zone)}`}
          </span>
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
            <b>It is refused from the next request on, and it cannot be taken back.</b> Dashboards that read with it
            stay empty until they get another.
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
