import type { Metadata } from 'next';
import { RoadmapsPage } from '@/components/roadmaps/roadmaps-page';
import { roadmaps } from '@/service';
import { requireActor } from '../actor';
import { Shell } from '../shell';

export const metadata: Metadata = { title: 'Roadmaps' };

export default async function Page() {
  const actor = await requireActor();
  return (
    <Shell actor={actor} crumbs={[{ label: 'All apps', href: '/' }, { label: 'Roadmaps' }]}>
      <RoadmapsPage view={await roadmaps(actor)} />
    </Shell>
  );
}
