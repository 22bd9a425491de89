'use server';
/**
 * Sign-in, as server actions for `useActionState` (they work without JavaScript too). On success
 * they set the session cookie and redirect to `next` (a path of ours) or `/`.
 */

/** What the form shows: an error that names the field and the fix, or nothing yet. */
export interface SignInState {
  error: { field?: string; message: string; fix?: string } | null;
}

/** Fields: `email`, `password`, optional `next`. */
export async function signInWithPassword(_before: SignInState, _form: FormData): Promise<SignInState> {
  return { error: { message: 'Sign-in is not built yet.' } };
}

/**
 * Uses a one-time link (page `/sign-in?link=SECRET`; look at it first with `signInLinkState` of
 * service/sign-in-links.ts). Fields: `link`; for the first operator `email`, `name` (optional),
 * `password` (≥ 12 characters), `team` (optional, "My team"); for an existing user only an optional
 * new `password`.
 */
export async function redeemSignInLink(_before: SignInState, _form: FormData): Promise<SignInState> {
  return { error: { message: 'Sign-in links are not built yet.' } };
}

/** Ends this browser's session and goes to /sign-in. */
export async function signOut(): Promise<void> {}
