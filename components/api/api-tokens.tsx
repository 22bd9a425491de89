'use client';

import { formatDayTime, formatDayYear } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import type { SaveAction } from '@/components/settings/save';
import { EndedToken, TokenLine } from '@/components/settings/token-line';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { ApiTokensView, ApiTokenView } from '@/service/views/api';
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
            good for <bdi>{view.team.name}</bdi> alone.
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
              <TokenLine
                key={token.id}
                token={token}
                revoke={revoke}
                says={
                  <>
                    <Badge>{token.of ?? 'the team'}</Badge>
                    <span className="text-xs text-ink3">{token.scopes.join(', ')}</span>
                  </>
                }
                when={whenOf(token, zone)}
              >
                <b>It is refused within 5 seconds, and it cannot be taken back.</b> Whatever still uses it is answered
                “401”.
              </TokenLine>
            ))}
            {ended.map((token) => (
              <EndedToken key={token.id} token={token} endedAt={token.revokedAt ?? token.expiresAt ?? 0} zone={zone} />
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}

function whenOf({ lastUsedAt, expiresAt }: ApiTokenView, zone: string): string {
  const used = lastUsedAt === null ? 'not used yet' : `last used ${formatDayTime(lastUsedAt, zone)}`;
  return used + (expiresAt === null ? '' : `, ends ${formatDayYear(expiresAt, zone)}`);
}
