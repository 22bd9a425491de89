/** An app's badge, for whoever has its signed address. */
import { badgeFacts } from '@/service/apps/badge';
import { badgeSvg } from './svg';

type Context = { params: Promise<{ app: string; signature: string }> };

/** Kept for a minute by whoever shows it; a withdrawn address is "not found", in words, not as a picture. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { app, signature } = await params;
  const [, signed = ''] = /^([\w-]{22})\.svg$/.exec(signature) ?? [];
  const facts = await badgeFacts(app, signed);
  if (facts === null) return new Response('There is no such badge.\n', { status: 404 });
  return new Response(badgeSvg(facts), {
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
      // Shown in pages of others, as a picture alone.
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
}
