import type { Metadata } from 'next';
import { optionalActor } from '@/app/actor';
import { viewerZone } from '@/app/zone';
import { InvitationPage } from '@/components/team/invitation-page';
import { invitationState } from '@/service/teams/invitations';
import { join, joinNew } from './actions';

export const metadata: Metadata = { title: 'Join a team', referrer: 'no-referrer' };

/** An invitation: looked at here, used up only by its form. */
export default async function Page({ searchParams }: { searchParams: Promise<{ link?: string | string[] }> }) {
  const { link } = await searchParams;
  const secret = typeof link === 'string' ? link : '';
  const [found, actor, zone] = await Promise.all([invitationState(secret), optionalActor(), viewerZone()]);
  return (
    <InvitationPage
      found={found}
      link={secret}
      signedInAs={actor?.email ?? null}
      zone={zone}
      join={join}
      joinNew={joinNew}
    />
  );
}
