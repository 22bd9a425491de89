import type { Metadata } from 'next';
import { orNotFound, requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { viewerZone } from '@/app/zone';
import { ApiTokens } from '@/components/api/api-tokens';
import { apiTokens } from '@/service';
import { makeApiToken, revokeApiToken } from './actions';

export const metadata: Metadata = { title: 'API tokens' };

export default async function TokensPage({ params }: { params: Promise<{ team: string }> }) {
  const actor = await requireActor();
  const { team } = await params;
  const view = await orNotFound(apiTokens(actor, team));
  return (
    <Shell actor={actor} crumbs={[{ label: view.team.name, href: '/' }, { label: 'API tokens' }]}>
      <ApiTokens
        view={view}
        zone={await viewerZone()}
        make={makeApiToken.bind(null, team)}
        revoke={revokeApiToken.bind(null, team)}
      />
    </Shell>
  );
}
