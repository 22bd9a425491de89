import type { Metadata } from 'next';
import { orNotFound, requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { viewerZone } from '@/app/zone';
import { NotificationsPage } from '@/components/notifications/notifications-page';
import { notifications } from '@/service';
import { addChannel, changeChannel, choose, editChannel, resend } from './actions';

export const metadata: Metadata = { title: 'Notifications' };

export default async function Page({ params }: { params: Promise<{ team: string }> }) {
  const actor = await requireActor();
  const { team } = await params;
  const view = await orNotFound(notifications(actor, team));
  return (
    <Shell actor={actor} crumbs={[{ label: view.team.name, href: '/' }, { label: 'Notifications' }]}>
      <NotificationsPage
        view={view}
        zone={await viewerZone()}
        add={addChannel.bind(null, team)}
        change={changeChannel.bind(null, team)}
        edit={editChannel.bind(null, team)}
        choose={choose.bind(null, team)}
        resend={resend.bind(null, team)}
      />
    </Shell>
  );
}
