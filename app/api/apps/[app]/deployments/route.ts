import type { NextRequest } from 'next/server';
import { answer } from '@/app/api/answer';
import { deploymentMarks } from '@/service';

/** `?from=ms&to=ms` → DeploymentMark[], oldest first. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  const at = (name: string) => Number(request.nextUrl.searchParams.get(name));
  return answer((actor) => deploymentMarks(actor, app, { fromAt: at('from'), toAt: at('to') }));
}
