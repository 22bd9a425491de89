import type { Metadata } from 'next';
import { orNotFound } from '@/app/actor';
import { SharedReportPage } from '@/components/report/report-page';
import { sharedReport } from '@/service/report/share';

export const metadata: Metadata = {
  title: { absolute: 'Report' },
  robots: { index: false, follow: false, noarchive: true },
  referrer: 'no-referrer',
};

/** One report for whoever holds its link; asks nobody who they are. */
export default async function Page({ params }: { params: Promise<{ link: string }> }) {
  const { link } = await params;
  return <SharedReportPage report={await orNotFound(sharedReport(link))} files={`/shared/${link}/file`} />;
}
