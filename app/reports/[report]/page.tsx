import { orNotFound, requireActor } from '@/app/actor';
import { ReportPage } from '@/components/report/report-page';
import { isServiceError, reportView, shares } from '@/service';
import type { ShareRow } from '@/service/views/report';
import type { Actor } from '@/service/views/views';
import { share, withdraw } from '../actions';
import { mayShare } from '../may-share';

export const metadata = { title: 'Report' };

export default async function Page({ params }: { params: Promise<{ report: string }> }) {
  const actor = await requireActor();
  const { report: id } = await params;
  const report = await orNotFound(reportView(actor, id));
  const links = await sharesOf(actor, id);
  const sharing = links && {
    shares: links,
    mayShare: await mayShare(actor, report.teamSlug),
    actions: { share: share.bind(null, id), withdraw: withdraw.bind(null, id) },
  };
  return <ReportPage report={report} sharing={sharing} />;
}

/** Null for a role that may not see them. */
async function sharesOf(actor: Actor, id: string): Promise<ShareRow[] | null> {
  try {
    return await shares(actor, id);
  } catch (error) {
    if (isServiceError(error) && error.code === 'forbidden') return null;
    throw error;
  }
}
