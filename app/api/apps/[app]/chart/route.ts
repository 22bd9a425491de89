import type { NextRequest } from 'next/server';
import { answer } from '@/app/api/answer';
import { chart } from '@/service';

/** `?signals=a,b&from=ms&to=ms&step=seconds&compare=week` → ChartData. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  const query = request.nextUrl.searchParams;
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  return answer((actor) =>
    chart(actor, app, {
      signals: (query.get('signals') ?? '').split(',').filter(Boolean),
      fromAt: number('from') as number,
      toAt: number('to') as number,
      stepSeconds: number('step'),
      compare: (query.get('compare') ?? undefined) as 'week' | undefined,
    }),
  );
}
