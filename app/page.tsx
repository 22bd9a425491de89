import { Suspense } from 'react';
import { type Show, showOf } from '@/components/overview/filter';
import { Overview } from '@/components/overview/overview';
import { PageSkeleton } from '@/components/ui/skeleton';
import { overview, viewer } from '@/service';
import type { Actor } from '@/service/views';
import { requireActor } from './actor';
import { Shell } from './shell';
import { viewerZone } from './zone';

export default async function OverviewPage({ searchParams }: { searchParams: Promise<{ show?: string | string[] }> }) {
  const actor = await requireActor();
  const { teams } = await viewer(actor);
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
