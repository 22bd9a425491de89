import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInFrame } from '@/components/sign-in/frame';
import { PasswordForm } from '@/components/sign-in/password-form';
import { Providers } from '@/components/sign-in/providers';
import { Refused } from '@/components/sign-in/refused';
import { TextLink } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { providerNames } from '@/service/auth/providers';
import { needsFirstOperator } from '@/service/auth/sign-in-links';
import { mailIsSet } from '@/service/configuration';
import { optionalActor } from '../actor';
import { ownPath } from '../own-path';
import { signInWithPassword } from './actions';
import { LinkPage } from './link-page';

export const metadata: Metadata = { title: 'Sign in' };

/** `error` and `by`: why the provider `by` did not bring them in. */
type Query = Promise<Partial<Record<'link' | 'next' | 'error' | 'by', string | string[]>>>;

export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  const { link, next, error, by } = await searchParams;
  if (typeof link === 'string' && link) return <LinkPage link={link} />;
  if (await optionalActor()) redirect(typeof error === 'string' ? accountWith({ error, by }) : '/');
  if (await needsFirstOperator()) return <FirstStart />;
  const providers = providerNames();
  const to = typeof next === 'string' ? ownPath(next) : '/';
  return (
    <SignInFrame title="Sign in to Headroom.">
      {typeof error === 'string' ? (
        <Refused reason={error} name={providers.find(({ id }) => id === by)?.name ?? 'the provider'} />
      ) : null}
      <Providers providers={providers} next={to} or="or with your password" />
      <PasswordForm action={signInWithPassword} next={to} />
      {mailIsSet() ? (
        <p className="mt-5 text-sm text-ink2">
          No password at hand? <TextLink href="/sign-in/mail">Have a link sent</TextLink>
        </p>
      ) : null}
    </SignInFrame>
  );
}

/** Who is signed in and comes back from a provider wanted to link it. */
function accountWith({ error, by }: { error: string; by: string | string[] | undefined }): string {
  return `/account?${new URLSearchParams({ error, by: typeof by === 'string' ? by : '' })}`;
}

function FirstStart() {
  return (
    <SignInFrame
      title="Welcome to Headroom."
      under="Nobody operates it yet. Its start printed a one-time link in the terminal: open that link to make the first account."
    >
      <p className="mb-2 text-sm text-ink2">No link any more? A new start prints a new one:</p>
      <Code code="npm start" className="rounded-md border border-line bg-sunk px-3 py-2" />
    </SignInFrame>
  );
}
