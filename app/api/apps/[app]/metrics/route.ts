import type { NextRequest } from 'next/server';
import { answer } from '@/app/api/answer';
import { metricDetail, metrics } from '@/service/query';

/** Every metric that has arrived → MetricView[]; `?metric=name`: that one with its attributes → MetricDetailView. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  const metric = request.nextUrl.searchParams.get('metric');
  return answer((actor) => (metric === null ? metrics(actor, app) : metricDetail(actor, app, metric)));
}
