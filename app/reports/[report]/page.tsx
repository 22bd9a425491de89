import { orNotFound, requireActor } from '@/app/actor';
import { viewerZone } from '@/app/zone';
import { ReportPage } from '@/components/report/report-page';
import { reportView } from '@/service';

export const metadata = { title: 'Report' };

export default async function Page({ params }: { params: Promise<{ report: string }> }) {
  const report = await orNotFound(reportView(await requireActor(), (await params).report));
  // A report tells its time as it was made, whenever it is read.
  return <ReportPage report={report} wording={{ nowAt: report.createdAt, zone: await viewerZone() }} />;
}
