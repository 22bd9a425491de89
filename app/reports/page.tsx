import { orNotFound, requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { viewerZone } from '@/app/zone';
import { ReportsPage } from '@/components/report/reports-page';
import { reports } from '@/service';
import { make, schedule, unschedule } from './actions';
import { beforeOf } from './before';

export const metadata = { title: 'Reports' };

type Query = Promise<{ team?: string | string[]; before?: string | string[] }>;

/** Reports of a team (`?team=`, else the viewer's first) and of all its apps. */
export default async function Page({ searchParams }: { searchParams: Query }) {
  const actor = await requireActor();
  const { team: asked, before } = await searchParams;
  const of = typeof asked === 'string' ? { team: asked } : {};
  const view = await orNotFound(reports(actor, of, beforeOf(before)));
  const team = { team: view.team.slug };
  const actions = {
    make: make.bind(null, team),
    schedule: schedule.bind(null, team),
    unschedule: unschedule.bind(null, team),
  };
  return (
    <Shell actor={actor} crumbs={[{ label: view.team.name, href: '/' }, { label: 'Reports' }]}>
      <ReportsPage view={view} actions={actions} path={`/reports?team=${view.team.slug}`} zone={await viewerZone()} />
    </Shell>
  );
}
