/** The way to a provider and back. */

/** The provider's page, with state, PKCE and nonce in cookies of this browser: next-auth's way without its client. */
export async function addressOf(id: string, next: string): Promise<string> {
  const { csrfToken } = await (await fetch('/api/auth/csrf')).json();
  const answer = await fetch(`/api/auth/signin/${id}`, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, callbackUrl: next, json: 'true' }),
  });
  const { url } = await answer.json();
  return url;
}
