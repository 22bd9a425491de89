import { formatDayTime } from '@/advisor/words/dates';
import type { SignInAction } from '@/components/sign-in/action';
import { SignInFrame } from '@/components/sign-in/frame';
import { Providers } from '@/components/sign-in/providers';
import { ButtonLink, TextLink } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { InvitationState } from '@/service/views/people';
import { JoinForm, JoinNewForm } from './join-forms';

const DEAD = {
  used: ['This invitation has been used.', 'Each link makes one person a member. If that was you, sign in.'],
  expired: ['This invitation has run out.', 'A link lives for 7 days. Ask for a new one.'],
  withdrawn: ['This invitation was withdrawn.', 'Ask whoever sent it for a new one.'],
  unknown: ['This link is not one of ours.', 'Perhaps a part of it was lost while copying.'],
} as const;

interface InvitationPageProps {
  found: InvitationState;
  link: string;
  signedInAs: string | null;
  zone: string;
  providers: { id: string; name: string }[];
  join: SignInAction;
  joinNew: SignInAction;
}

/** An invitation, for somebody who is signed in and for somebody who has no account yet. */
export function InvitationPage({ found, link, signedInAs, zone, providers, join, joinNew }: InvitationPageProps) {
  if (found.state !== 'open') {
    const [title, why] = DEAD[found.state];
    return (
      <SignInFrame title={title} under={why}>
        <ButtonLink href="/" kind="primary" className="h-9 w-full">
          {signedInAs ? 'To your apps' : 'Sign in'}
        </ButtonLink>
      </SignInFrame>
    );
  }
  const { team, role, email, invitedBy, expiresAt } = found;
  const under = `${invitedBy ?? 'An operator'} invites you as ${role}. The link works once, until ${formatDayTime(expiresAt, zone)}.`;
  return (
    <SignInFrame title={<>Join {team}.</>} under={under}>
      {signedInAs && email && email !== signedInAs ? (
        <Notice tone="warn">
          This invitation is for <b>{email}</b>, and you are signed in as {signedInAs}. Sign out, then open the link
          again.
        </Notice>
      ) : null}
      {signedInAs && (!email || email === signedInAs) ? <JoinForm link={link} as={signedInAs} action={join} /> : null}
      {signedInAs ? null : (
        <>
          <Providers providers={providers} next={`/join?link=${link}`} verb="Join with" or="or with a password" />
          <JoinNewForm link={link} email={email} action={joinNew} />
          <p className="mt-6 text-sm text-ink2">
            Have an account already?{' '}
            <TextLink href={`/sign-in?next=${encodeURIComponent(`/join?link=${link}`)}`}>Sign in to join</TextLink>
          </p>
        </>
      )}
    </SignInFrame>
  );
}
