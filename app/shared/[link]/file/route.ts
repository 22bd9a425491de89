import type { NextRequest } from 'next/server';
import { refusal } from '@/app/api/answer';
import { fileResponse, formatOf } from '@/app/api/report-file';
import { sharedFile } from '@/service/report/share';

/** The shared report as a file, for whoever holds the link. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ link: string }> }): Promise<Response> {
  try {
    return fileResponse(await sharedFile((await params).link, formatOf(request.nextUrl.searchParams)));
  } catch (error) {
    return refusal(error);
  }
}
