import { Suspense } from 'react';
import { type Show, showOf } from '@/components/overview/filter';
import { Overview } from '@/components/overview/overview';
import { EmptyState } from '@/components/ui/empty-state';
import { PageSkeleton } from '@/components/ui/skeleton';
import { overview, viewer } from '@/service';
import type { Actor } from '@/service/views';
import { requireActor } from './actor';
import { Shell } from './shell';
import { viewerZone } from './zone';

export default async function OverviewPage({ searchParams }: { searchParams: Promise<{ show?: string | string[] }> }) {
  const actor = await requireActor();
  const { teams } = await viewer(actor);
  if (teams.length === 0) return <NoTeam actor={actor} />;
  return (
    <Shell actor={actor} crumbs={[{ label: teams[0]?.name ?? 'Headroom' }]}>
      <Suspense fallback={<PageSkeleton />}>
        <Apps actor={actor} show={showOf((await searchParams).show)} />
      </Suspense>
    </Shell>
  );
}

/** Apart from the page, so that header and first grey lines are there before the answer is. */
async function Apps({ actor, show }: { actor: Actor; show: Show }) {
  const [view, zone] = await Promise.all([overview(actor), viewerZone()]);
  return <Overview view={view} show={show} clock={{ nowAt: Date.now(), zone }} />;
}

/** Signed in, but member of nothing: there is no page to show, and nobody is to blame. */
function NoTeam({ actor }: { actor: Actor }) {
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom' }]}>
      <EmptyState mark="cannot-tell" page title="You are in no team yet.">
        Apps belong to teams, and you see those of the teams you are in. Ask an admin of a team to add you; this page
        then shows its apps.
      </EmptyState>
    </Shell>
  );
}
