'use client';

import { formatDayTime, formatDayYear } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import type { SaveAction } from '@/components/settings/save';
import { NOTHING_SAVED } from '@/components/settings/save';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import type { ApiTokensView, ApiTokenView } from '@/service/views-api';
import { NewApiToken } from './new-api-token';

interface ApiTokensProps {
  view: ApiTokensView;
  zone: string;
  make: SaveAction;
  revoke: SaveAction;
}

/** Tokens with which programs speak to this team's apps: made here, shown once, ended here. */
export function ApiTokens({ view, zone, make, revoke }: ApiTokensProps) {
  const live = view.tokens.filter(({ ended }) => !ended);
  const ended = view.tokens.filter((token) => token.ended);
  const manages = view.role === 'manager' || view.role === 'admin';
  return (
    <>
      <FirstLine
        under={
          <>
            Pipelines, scripts and assistants use them: <code className="font-mono">/api/v1</code>, the{' '}
            <code className="font-mono">headroom</code> command and <code className="font-mono">/mcp</code>. Each is
            good for {view.team.name} alone.
          </>
        }
      >
        {live.length === 0 ? 'No API token yet.' : `${formatCount(live.length, 'API token')} in use.`}
      </FirstLine>
      <div className="flex flex-col gap-4">
        <NewApiToken role={view.role} make={make} />
        <Card id="tokens" title={manages ? 'Tokens of the team and its members' : 'Your tokens'}>
          {view.tokens.length === 0 ? <EmptyNote>Tokens that you make are listed here.</EmptyNote> : null}
          <ul>
            {live.map((token) => (
              <TokenLine key={token.id} token={token} revoke={revoke} zone={zone} />
            ))}
            {ended.map((token) => (
              <li key={token.id} className={`${LINE} text-ink3`}>
                <code className="font-mono text-xs line-through">{token.hint}…</code>
                <span className="min-w-0 break-words">{token.label}</span>
                <Badge className="ml-auto">ended {formatDayYear(token.revokedAt ?? token.expiresAt ?? 0, zone)}</Badge>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}

const LINE = 'flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 text-sm last:border-b-0';

function TokenLine({ token, revoke, zone }: { token: ApiTokenView; revoke: SaveAction; zone: string }) {
  const { state, busy, form } = useForm(revoke, NOTHING_SAVED);
  const used = token.lastUsedAt === null ? 'not used yet' : `last used ${formatDayTime(token.lastUsedAt, zone)}`;
  const ends = token.expiresAt === null ? '' : `, ends ${formatDayYear(token.expiresAt, zone)}`;
  return (
    <li className="border-b border-line py-2.5 text-sm last:border-b-0">
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 [&::-webkit-details-marker]:hidden">
          <code className="font-mono text-xs text-ink">{token.hint}…</code>
          <span className="min-w-0 break-words text-ink2">{token.label}</span>
          <Badge>{token.of ?? 'the team'}</Badge>
          <span className="text-xs text-ink3">{token.scopes.join(', ')}</span>
          <span className="ml-auto text-xs text-ink3">{used + ends}</span>
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
            <b>It is refused within 5 seconds, and it cannot be taken back.</b> Whatever still uses it is answered
            “401”.
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
