import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInFrame } from '@/components/sign-in/frame';
import { PasswordForm } from '@/components/sign-in/password-form';
import { Code } from '@/components/ui/code';
import { needsFirstOperator } from '@/service/sign-in-links';
import { optionalActor } from '../actor';
import { signInWithPassword } from './actions';
import { LinkPage } from './link-page';

export const metadata: Metadata = { title: 'Sign in' };

type Query = Promise<{ link?: string; next?: string }>;

export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  const { link, next } = await searchParams;
  if (link) return <LinkPage link={link} />;
  if (await optionalActor()) redirect('/');
  if (await needsFirstOperator()) {
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
  return (
    <SignInFrame title="Sign in to Headroom.">
      <PasswordForm action={signInWithPassword} next={next} />
    </SignInFrame>
  );
}
