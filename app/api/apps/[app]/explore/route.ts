import type { NextRequest } from 'next/server';
import { answer } from '@/app/api/answer';
import { download, inputOf } from '@/app/api/download';
import { explore, exportExplore } from '@/service/query';

type Context = { params: Promise<{ app: string }> };

/**
 * `?query=JSON` (service/inputs/inputs.ts, exploreInput: metric, filters, groupBy, value, quantile, across, fromAt,
 * toAt, stepSeconds) → ExploreView; with `&format=csv` or `json` the same as a file.
 */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { app } = await params;
  const query = request.nextUrl.searchParams;
  const format = query.get('format');
  if (format !== null) return download((actor) => exportExplore(actor, app, inputOf(query), format));
  return answer((actor) => explore(actor, app, inputOf(query)));
}
