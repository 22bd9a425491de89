import type { Metadata } from 'next';
import { orNotFound, requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { viewerZone } from '@/app/zone';
import { TeamPage } from '@/components/team/team-page';
import { teamView } from '@/service';
import { mailIsSet } from '@/service/configuration';
import * as actions from './actions';

export const metadata: Metadata = { title: 'People' };

export default async function Page({ params }: { params: Promise<{ team: string }> }) {
  const actor = await requireActor();
  const view = await orNotFound(teamView(actor, (await params).team));
  const { slug, name } = view.team;
  return (
    <Shell actor={actor} crumbs={[{ label: name, href: `/?team=${slug}` }, { label: 'People' }]} team={slug}>
      <TeamPage
        view={view}
        mail={mailIsSet()}
        clock={{ nowAt: Date.now(), zone: await viewerZone() }}
        actions={{
          invite: actions.invite.bind(null, slug),
          withdraw: actions.withdraw.bind(null, slug),
          changeRole: actions.changeRole.bind(null, slug),
          remove: actions.remove.bind(null, slug),
          rename: actions.rename.bind(null, slug),
          setZone: actions.setZone.bind(null, slug),
          addHoliday: actions.addHoliday.bind(null, slug),
          importHolidays: actions.importHolidays.bind(null, slug),
          removeHoliday: actions.removeHoliday.bind(null, slug),
          leave: actions.leave.bind(null, slug),
        }}
      />
    </Shell>
  );
}
