import { whyNotReady } from '@/service/ready';

export const dynamic = 'force-dynamic';

/** It may be given visitors: the database answers, its tables are those of this release, it is not stopping. */
export async function GET(): Promise<Response> {
  const why = await whyNotReady();
  return Response.json({ status: why ?? 'ok' }, { status: why ? 503 : 200, headers: { 'cache-control': 'no-store' } });
}
