import { Overview } from '@/components/overview/overview';
import { showOf } from '@/components/overview/filter';
import { overview } from '@/service';
import { requireActor } from './actor';
import { Shell } from './shell';
import { viewerZone } from './zone';

export default async function OverviewPage({ searchParams }: { searchParams: Promise<{ show?: string | string[] }> }) {
  const actor = await requireActor();
  const view = await overview(actor);
  const clock = { nowAt: Date.now(), zone: await viewerZone() };
  return (
    <Shell actor={actor} crumbs={[{ label: view.team.name }]}>
      <Overview view={view} show={showOf((await searchParams).show)} clock={clock} />
    </Shell>
  );
}
