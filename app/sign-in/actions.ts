'use server';
/**
 * Sign-in, as server actions for `useActionState` (they work without JavaScript too). On success
 * they set the session cookie and redirect to `next` (a path of ours) or `/`.
 */
import { redirect } from 'next/navigation';
import { mailSignInLink } from '@/service/auth/mail-link';
import { redeemLink } from '@/service/auth/redeem-link';
import { endSession } from '@/service/auth/sessions';
import { type SignedIn, signIn } from '@/service/auth/sign-in';
import { isServiceError, type ServiceErrorFacts } from '@/service/errors';
import { browser } from '../browser';
import { ownPath } from '../own-path';
import { clearSessionCookie, sessionIdOfCookie, setSessionCookie } from '../session-cookie';

/** What the form shows: an error that names the field and the fix, or nothing yet. */
export interface SignInState {
  error: { field?: string; message: string; fix?: string } | null;
}

/** After asking for a link by mail: the address that it goes to, if an account has it. */
export interface MailState extends SignInState {
  to: string | null;
}

/** Fields: `email`, `password`, optional `next`. */
export async function signInWithPassword(_before: SignInState, form: FormData): Promise<SignInState> {
  const given = { email: form.get('email'), password: form.get('password') };
  return enter(async () => signIn(given, await browser()), form);
}

/**
 * Uses a one-time link (page `/sign-in?link=SECRET`; look at it first with `signInLinkState` of
 * service/auth/sign-in-links.ts). Fields: `link`; for the first operator `email`, `name` (optional),
 * `password` (≥ 12 characters), `team` (optional, "My team"); for an existing user only an optional
 * new `password`.
 */
export async function redeemSignInLink(_before: SignInState, form: FormData): Promise<SignInState> {
  const { link, ...fields } = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  return enter(async () => redeemLink({ ...fields, link: String(link ?? '') }, await browser()), form);
}

/** Mails a one-time link. Field: `email`. The answer is the same for every address. */
export async function mailLink(_before: MailState, form: FormData): Promise<MailState> {
  const email = String(form.get('email') ?? '').trim();
  try {
    await mailSignInLink(email, await browser());
    return { error: null, to: email };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { ...wrong(error), to: null };
  }
}

/** Ends this browser's session and goes to /sign-in. */
export async function signOut(): Promise<void> {
  const sessionId = await sessionIdOfCookie();
  if (sessionId) await endSession(sessionId);
  await clearSessionCookie();
  redirect('/sign-in');
}

async function enter(sign: () => Promise<SignedIn>, form: FormData): Promise<SignInState> {
  try {
    const before = await sessionIdOfCookie();
    await setSessionCookie(await sign());
    // The cookie names the new session from here on; the one that it named would live on unseen.
    if (before) await endSession(before);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return wrong(error);
  }
  redirect(ownPath(form.get('next')));
}

function wrong({ field, message, fix }: ServiceErrorFacts): SignInState {
  return { error: { ...(field ? { field } : {}), message, ...(fix ? { fix } : {}) } };
}
