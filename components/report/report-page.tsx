/** `/reports/[report]`: the sheet under a thin bar that does not print. */
import Link from 'next/link';
import { formatDayRange } from '@/advisor/words/dates';
import { Logo } from '@/components/shell/logo';
import { buttonClass } from '@/components/ui/button';
import type { ReportDocument, ShareRow } from '@/service/views/report';
import { PrintButton } from './print-button';
import { type ShareActions, SharePanel } from './share-panel';
import { Sheet } from './sheet';

interface ReportPageProps {
  report: ReportDocument;
  /** Null: the viewer may not share. */
  sharing: { shares: ShareRow[]; mayShare: boolean; actions: ShareActions } | null;
}

export function ReportPage({ report, sharing }: ReportPageProps) {
  const list = report.appSlug === null ? '/reports' : `/apps/${report.appSlug}/reports`;
  return (
    <Framed
      report={report}
      files={`/api/reports/${report.id}`}
      home={
        <Link href="/" aria-label="Headroom, all apps">
          <Logo size={20} />
        </Link>
      }
      name={
        <Link href={list} className="text-accent hover:underline">
          <bdi>{report.title}</bdi>
        </Link>
      }
    >
      {sharing === null ? null : <SharePanel zone={report.zone} {...sharing} />}
    </Framed>
  );
}

/** The same for whoever holds a link: no way to anything else of Headroom. */
export function SharedReportPage({ report, files }: { report: ReportDocument; files: string }) {
  return <Framed report={report} files={files} home={<Logo size={20} />} name={<bdi>{report.title}</bdi>} />;
}

interface FramedProps {
  report: ReportDocument;
  /** Where its files are: `?format=` is added. */
  files: string;
  home: React.ReactNode;
  name: React.ReactNode;
  children?: React.ReactNode;
}

const FILES = [
  ['markdown', 'Markdown'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['pdf&paper=letter', 'PDF, Letter'],
  ['pdf', 'PDF, A4'],
] as const;

function Framed({ report, files, home, name, children }: FramedProps) {
  return (
    <>
      {/* Good for A4 and Letter: the paper is the printer's, the margins are ours, and the sheet is set smaller than on the screen. */}
      <style>
        {'@page { margin: 11mm 13mm } @media print { html { background: #fff } .report-sheet { zoom: 0.76 } }'}
      </style>
      <div className="no-print border-line border-b bg-card">
        <div className="mx-auto flex min-h-[51px] max-w-[90rem] flex-wrap items-center gap-x-2 gap-y-2 px-8 py-2 max-sm:px-4">
          {home}
          <b className="font-semibold text-base text-ink">Report</b>
          <span className="min-w-0 grow break-words text-ink3 text-xs">
            {name}, {formatDayRange(report.fromAt, report.toAt, report.zone)}
          </span>
          <div className="flex gap-2 max-md:grid max-md:w-full max-md:grid-cols-3">
            {FILES.map(([format, label]) => (
              <a key={format} href={`${files}?format=${format}`} download className={buttonClass('plain', 'sm')}>
                {label}
              </a>
            ))}
            <PrintButton />
          </div>
        </div>
        {children}
      </div>
      <main id="main" className="bg-sunk px-6 py-7 max-md:px-0 max-md:py-0 print:bg-card print:p-0">
        <Sheet report={report} />
      </main>
    </>
  );
}
