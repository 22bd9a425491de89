import type { NextRequest } from 'next/server';
import { download } from '@/app/api/download';
import { exportAudit } from '@/service';

/** The team's audit as a file: `?format=` csv or json; `action`, `who`, `fromAt`, `toAt` (ms), `before` (an entry's id) narrow it. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ team: string }> }): Promise<Response> {
  const { team } = await params;
  const { format = 'csv', ...filter } = Object.fromEntries(request.nextUrl.searchParams);
  return download((actor) => exportAudit(actor, team, format, filter));
}
