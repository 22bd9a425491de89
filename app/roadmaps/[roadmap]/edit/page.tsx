import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Editor } from '@/components/roadmaps/editor';
import { FirstLine } from '@/components/ui/first-line';
import { checkRoadmap, overview, roadmapView } from '@/service';
import { orNotFound, requireActor } from '../../../actor';
import { Shell } from '../../../shell';
import { check, preview, saveVersion } from '../../actions';

export const metadata: Metadata = { title: 'Edit a roadmap' };

export default async function Page({ params }: { params: Promise<{ roadmap: string }> }) {
  const actor = await requireActor();
  const { roadmap: id } = await params;
  const view = await orNotFound(roadmapView(actor, id));
  if (!view.team || !view.mayEdit) notFound();
  const { apps } = await overview(actor, view.team.slug);
  return (
    <Shell
      actor={actor}
      crumbs={[
        { label: 'Roadmaps', href: '/roadmaps' },
        { label: view.roadmap.title, href: `/roadmaps/${id}` },
        { label: 'Edit' },
      ]}
    >
      <FirstLine rest={`Saving makes version ${view.version + 1}.`}>Edit {view.roadmap.title}.</FirstLine>
      <Editor
        text={view.text}
        problems={await checkRoadmap(actor, view.text)}
        teams={[view.team]}
        apps={apps}
        save={`Save version ${view.version + 1}`}
        actions={{ check, preview, save: saveVersion.bind(null, id, view.version) }}
      />
    </Shell>
  );
}
