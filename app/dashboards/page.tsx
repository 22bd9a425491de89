import { mayEdit } from '@/components/app/may-edit';
import { DashboardList } from '@/components/dashboard/dashboard-list';
import { FirstLine } from '@/components/ui/first-line';
import { dashboards } from '@/service';
import { requireActor, viewerOf } from '../actor';
import { Shell } from '../shell';
import { create } from './actions';

export const metadata = { title: 'Dashboards' };

export default async function Page() {
  const actor = await requireActor();
  const { teams } = await viewerOf(actor);
  const lists = await Promise.all(teams.map(async (team) => ({ team, lines: await dashboards(actor, team.slug) })));
  const count = lists.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <Shell actor={actor} crumbs={[{ label: 'Dashboards' }]}>
      <FirstLine rest="Charts of a team’s apps, side by side.">
        {count === 0 ? 'No dashboard yet.' : count === 1 ? '1 dashboard.' : `${count} dashboards.`}
      </FirstLine>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        {lists.map(({ team, lines }) => (
          <DashboardList key={team.slug} team={team} lines={lines} create={create} mayEdit={mayEdit(team.role)} />
        ))}
      </div>
    </Shell>
  );
}
