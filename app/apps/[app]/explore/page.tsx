import { Suspense } from 'react';
import { orNotFound, requireActor } from '@/app/actor';
import { add } from '@/app/dashboards/actions';
import { mayEdit } from '@/components/app/may-edit';
import { ExplorePage } from '@/components/explore/explore-page';
import { PageSkeleton } from '@/components/ui/skeleton';
import { dashboards, metrics } from '@/service';
import { viewOfApp } from '../view';

export const metadata = { title: 'Explore' };

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const { app: slug } = await params;
  const [actor, { app }] = await Promise.all([requireActor(), viewOfApp(slug)]);
  const [found, lines] = await Promise.all([orNotFound(metrics(actor, slug)), dashboards(actor, app.team.slug)]);
  return (
    <Suspense fallback={<PageSkeleton />}>
      <ExplorePage
        slug={slug}
        metrics={found}
        dashboards={mayEdit(app.role) ? { lines, add: add.bind(null, slug, app.team.slug) } : null}
      />
    </Suspense>
  );
}
