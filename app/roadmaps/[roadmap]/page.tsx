import type { Metadata } from 'next';
import { RoadmapPage } from '@/components/roadmaps/roadmap-page';
import { roadmapView } from '@/service';
import { orNotFound, requireActor } from '../../actor';
import { Shell } from '../../shell';
import { viewerZone } from '../../zone';
import { remove } from '../actions';
import { versionOf } from '../numbers';

export const metadata: Metadata = { title: 'Roadmap' };

interface Props {
  params: Promise<{ roadmap: string }>;
  searchParams: Promise<{ version?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const actor = await requireActor();
  const { roadmap: id } = await params;
  const view = await orNotFound(roadmapView(actor, id, versionOf((await searchParams).version)));
  return (
    <Shell actor={actor} crumbs={[{ label: 'Roadmaps', href: '/roadmaps' }, { label: view.roadmap.title }]}>
      <RoadmapPage view={view} zone={await viewerZone()} remove={remove.bind(null, id)} />
    </Shell>
  );
}
