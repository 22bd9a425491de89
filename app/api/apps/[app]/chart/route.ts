import type { NextRequest } from 'next/server';
import { answer } from '@/app/api/answer';
import { download } from '@/app/api/download';
import { chart } from '@/service';
import { exportChart } from '@/service/query';

/** `?signals=a,b&from=ms&to=ms&step=seconds&compare=week&zone=Europe/Berlin` → ChartData; with `&format=csv` or `json` as a file. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  const query = request.nextUrl.searchParams;
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const input = {
    signals: (query.get('signals') ?? '').split(',').filter(Boolean),
    fromAt: number('from') as number,
    toAt: number('to') as number,
    stepSeconds: number('step'),
    compare: (query.get('compare') ?? undefined) as 'week' | undefined,
    zone: query.get('zone') ?? undefined,
  };
  const format = query.get('format');
  if (format !== null) return download((actor) => exportChart(actor, app, input, format));
  return answer((actor) => chart(actor, app, input));
}
