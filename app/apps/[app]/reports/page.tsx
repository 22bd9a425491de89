import { orNotFound, requireActor } from '@/app/actor';
import { make, schedule, unschedule } from '@/app/reports/actions';
import { beforeOf } from '@/app/reports/before';
import { viewerZone } from '@/app/zone';
import { ReportsPage } from '@/components/report/reports-page';
import { reports } from '@/service';

export const metadata = { title: 'Reports' };

interface Props {
  params: Promise<{ app: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const { app } = await params;
  const view = await orNotFound(reports(await requireActor(), { app }, beforeOf((await searchParams).before)));
  const actions = {
    make: make.bind(null, { app }),
    schedule: schedule.bind(null, { app }),
    unschedule: unschedule.bind(null, { app }),
  };
  return <ReportsPage view={view} actions={actions} path={`/apps/${app}/reports`} zone={await viewerZone()} />;
}
