import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { optionalActor } from '@/app/actor';
import { viewerZone } from '@/app/zone';
import { InvitationPage } from '@/components/team/invitation-page';
import { joinedBy } from '@/service/auth/join';
import { providerNames } from '@/service/auth/providers';
import { invitationState } from '@/service/teams/invitations';
import { join, joinNew } from './actions';

export const metadata: Metadata = { title: 'Join a team', referrer: 'no-referrer' };

/** An invitation: looked at here, used up only by its form. */
export default async function Page({ searchParams }: { searchParams: Promise<{ link?: string | string[] }> }) {
  const { link } = await searchParams;
  const secret = typeof link === 'string' ? link : '';
  const [found, actor, zone] = await Promise.all([invitationState(secret), optionalActor(), viewerZone()]);
  // Whoever came back from a provider has joined by then.
  const joined = actor && found.state === 'used' ? await joinedBy(actor, secret) : null;
  if (joined) redirect(`/?team=${joined}`);
  return (
    <InvitationPage
      found={found}
      link={secret}
      signedInAs={actor?.email ?? null}
      zone={zone}
      providers={providerNames()}
      join={join}
      joinNew={joinNew}
    />
  );
}
