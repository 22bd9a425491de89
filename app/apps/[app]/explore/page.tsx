import { Suspense } from 'react';
import { orNotFound, requireActor } from '@/app/actor';
import { ExplorePage } from '@/components/explore/explore-page';
import { PageSkeleton } from '@/components/ui/skeleton';
import { metrics } from '@/service';

export const metadata = { title: 'Explore' };

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const { app } = await params;
  const found = await orNotFound(metrics(await requireActor(), app));
  return (
    <Suspense fallback={<PageSkeleton />}>
      <ExplorePage slug={app} metrics={found} />
    </Suspense>
  );
}
