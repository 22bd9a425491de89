import { DeadLink } from '@/components/sign-in/dead-link';
import { SignInFrame } from '@/components/sign-in/frame';
import { LinkForm } from '@/components/sign-in/link-form';
import { needsFirstOperator, signInLinkState } from '@/service/auth/sign-in-links';
import { mailIsSet } from '@/service/configuration';
import { redeemSignInLink } from './actions';

/** A one-time link: looked at here, used up only by its form. */
export async function LinkPage({ link }: { link: string }) {
  const found = await signInLinkState(link);
  if (found.state !== 'usable')
    return <DeadLink state={found.state} firstOperator={await needsFirstOperator()} mail={mailIsSet()} />;
  const first = found.purpose === 'first-operator';
  return (
    <SignInFrame
      title={first ? 'Welcome to Headroom.' : 'Welcome back.'}
      under={
        first
          ? 'Make the first account. It operates this installation and is admin of the first team.'
          : `This link signs in ${found.email ?? 'you'}.`
      }
    >
      <LinkForm
        action={redeemSignInLink}
        link={link}
        purpose={found.purpose}
        email={found.email}
        endsPassword={found.endsPassword}
      />
    </SignInFrame>
  );
}
