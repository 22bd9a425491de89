import type { NextRequest } from 'next/server';
import { download } from '@/app/api/download';
import { exportChecklist } from '@/service';

/** The checklist as a file; `?format=` markdown, csv, json, github, gitlab or jira. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  return download((actor) => exportChecklist(actor, app, request.nextUrl.searchParams.get('format') ?? 'markdown'));
}
