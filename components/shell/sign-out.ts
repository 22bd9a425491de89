/** Ends this browser's session and goes to the sign-in page; the library is loaded only when it is needed. */
export async function leave(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ callbackUrl: '/sign-in' });
}
