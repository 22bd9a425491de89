/** A report's file as a browser saves it. */
import type { ReportFile } from '@/service/report/read';

export function formatOf(query: URLSearchParams): { format: string; paper?: string } {
  const paper = query.get('paper');
  return { format: query.get('format') ?? 'pdf', ...(paper === null ? {} : { paper }) };
}

export function fileResponse({ name, extension, contentType, body }: ReportFile): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: {
      'cache-control': 'no-store',
      'content-type': contentType,
      'content-disposition': `attachment; filename="${name}.${extension}"`,
      'x-robots-tag': 'noindex',
    },
  });
}
