import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '@/app/auth-options';
import { oauthProvider } from '@/app/oauth-providers';
import { providerOf } from '@/service/auth/providers';
import { publicUrl } from '@/service/configuration';

type Context = { params: Promise<{ nextauth: string[] }> };

/** Only the provider that the request is about is asked where its endpoints are. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const [action, id] = (await context.params).nextauth;
  const provider = action === 'callback' || action === 'signin' ? providerOf(id) : null;
  try {
    const options = authOptions(provider && (await oauthProvider(provider)));
    return (await NextAuth(request as never, context as never, options)) as unknown as Response;
  } catch (error) {
    if (!provider) throw error;
    console.error(`sign-in by ${provider.name}: ${(error as Error).message}`);
    const page = `${publicUrl()}/sign-in?${new URLSearchParams({ error: 'unreachable', by: provider.id })}`;
    return request.method === 'POST' ? Response.json({ url: page }) : Response.redirect(page, 302);
  }
}

export { handle as GET, handle as POST };
