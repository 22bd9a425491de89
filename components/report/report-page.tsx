/** `/reports/[report]`: the sheet under a thin bar that does not print. */
import Link from 'next/link';
import { formatDayRange } from '@/advisor/words/dates';
import { CopyButton } from '@/components/checklist/copy-button';
import { Logo } from '@/components/shell/logo';
import type { ReportView } from '@/service/views';
import { PrintButton } from './print-button';
import { Sheet, type SheetProps } from './sheet';

export function ReportPage({ report, wording }: SheetProps) {
  return (
    <>
      {/* One A4 page: 12 mm margins, and the sheet is set a little smaller than on the screen. */}
      <style>
        {'@page { size: A4; margin: 12mm 14mm } @media print { html { background: #fff } .report-sheet { zoom: 0.8 } }'}
      </style>
      <div className="no-print border-line border-b bg-card">
        <div className="mx-auto flex min-h-[51px] max-w-[90rem] flex-wrap items-center gap-x-3 gap-y-2 px-8 py-2 max-sm:px-4">
          <Link href="/" aria-label="Headroom, all apps">
            <Logo size={20} />
          </Link>
          <b className="font-semibold text-base text-ink">Report</b>
          <span className="min-w-0 grow text-ink3 text-xs">
            <Link href={`/apps/${report.appSlug}`} className="text-accent hover:underline">
              {report.appName}
            </Link>
            , {formatDayRange(report.fromAt, report.toAt, wording.zone)}
          </span>
          <CopyButton text={reportMarkdown(report)}>Copy as Markdown</CopyButton>
          <PrintButton />
        </div>
      </div>
      <main id="main" className="bg-sunk px-6 py-7 max-md:px-0 max-md:py-0 print:bg-card print:p-0">
        <Sheet report={report} wording={wording} />
      </main>
    </>
  );
}

/** The three sentences and the next steps, for a chat or an issue. */
export function reportMarkdown({ appName, sentences, advice }: ReportView): string {
  const steps = advice.checklist.open.slice(0, 3).map((step) => `- [ ] ${step.title}`);
  return [`# ${appName}`, '', ...sentences, '', ...(steps.length > 0 ? ['## Next', '', ...steps, ''] : [])].join('\n');
}
