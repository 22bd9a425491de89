import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { optionalActor } from '@/app/actor';
import { SignInFrame } from '@/components/sign-in/frame';
import { MailForm } from '@/components/sign-in/mail-form';
import { mailIsSet } from '@/service/configuration';
import { mailLink } from '../actions';

export const metadata: Metadata = { title: 'Sign in by mail' };

/** A one-time link instead of a password. */
export default async function Page() {
  if (await optionalActor()) redirect('/');
  if (!mailIsSet()) redirect('/sign-in');
  return (
    <SignInFrame title="Sign in by mail." under="A link signs you in. No password is needed.">
      <MailForm action={mailLink} />
    </SignInFrame>
  );
}
