import type { NextRequest } from 'next/server';
import { optionalActor } from '@/app/actor';
import { refusal, signInFirst } from '@/app/api/answer';
import { fileResponse, formatOf } from '@/app/api/report-file';
import { reportFile } from '@/service';

type Params = Promise<{ report: string }>;

/** A report as a file; `?format=` pdf, markdown, csv or json; `?paper=` a4 or letter. */
export async function GET(request: NextRequest, { params }: { params: Params }): Promise<Response> {
  try {
    const actor = await optionalActor();
    if (!actor) return signInFirst();
    return fileResponse(await reportFile(actor, (await params).report, formatOf(request.nextUrl.searchParams)));
  } catch (error) {
    return refusal(error);
  }
}
