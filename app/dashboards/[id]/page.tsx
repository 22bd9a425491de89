import { Suspense } from 'react';
import { mayEdit } from '@/components/app/may-edit';
import { DashboardPage } from '@/components/dashboard/dashboard-page';
import { PageSkeleton } from '@/components/ui/skeleton';
import { dashboardView } from '@/service';
import { orNotFound, requireActor } from '../../actor';
import { Shell } from '../../shell';
import { arrange, remove } from '../actions';

export const metadata = { title: 'Dashboard' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor();
  const view = await orNotFound(dashboardView(actor, (await params).id));
  const actions = { arrange: arrange.bind(null, view.id), remove: remove.bind(null, view.id) };
  return (
    <Shell actor={actor} crumbs={[{ label: 'Dashboards', href: '/dashboards' }, { label: view.name }]}>
      <Suspense fallback={<PageSkeleton />}>
        <DashboardPage view={view} actions={actions} mayEdit={mayEdit(view.role)} />
      </Suspense>
    </Shell>
  );
}
