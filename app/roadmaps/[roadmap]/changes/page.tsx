import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ChangesPage } from '@/components/roadmaps/changes-page';
import { roadmapDiff } from '@/service';
import { orNotFound, requireActor } from '../../../actor';
import { Shell } from '../../../shell';
import { viewerZone } from '../../../zone';
import { versionOf } from '../../numbers';

export const metadata: Metadata = { title: 'What changed' };

interface Props {
  params: Promise<{ roadmap: string }>;
  searchParams: Promise<{ from?: string | string[]; to?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const actor = await requireActor();
  const { roadmap: id } = await params;
  const asked = await searchParams;
  const [from, to] = [versionOf(asked.from), versionOf(asked.to)];
  if (from === null || to === null) notFound();
  const view = await orNotFound(roadmapDiff(actor, id, { from, to }));
  const crumbs = [
    { label: 'Roadmaps', href: '/roadmaps' },
    { label: view.title, href: `/roadmaps/${id}` },
    { label: 'What changed' },
  ];
  return (
    <Shell actor={actor} crumbs={crumbs}>
      <ChangesPage view={view} zone={await viewerZone()} />
    </Shell>
  );
}
