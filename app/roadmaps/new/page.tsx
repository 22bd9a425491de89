import type { Metadata } from 'next';
import { Editor } from '@/components/roadmaps/editor';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import { checkRoadmap, overview, roadmaps, roadmapView } from '@/service';
import { orNotFound, requireActor } from '../../actor';
import { Shell } from '../../shell';
import { check, create, preview } from '../actions';

export const metadata: Metadata = { title: 'Write a roadmap' };

/** Where nothing is forked, the shortest built-in one is a better beginning than an empty page. */
const BEGINNING = 'scaling-to-millions';

export default async function Page({ searchParams }: { searchParams: Promise<{ from?: string | string[] }> }) {
  const actor = await requireActor();
  const { editable } = await roadmaps(actor);
  const asked = (await searchParams).from;
  const from = await orNotFound(roadmapView(actor, typeof asked === 'string' ? asked : BEGINNING));
  const { title, id } = from.roadmap;
  const team = editable[0];
  const crumbs = [{ label: 'Roadmaps', href: '/roadmaps' }, { label: 'Write one' }];
  if (!team) {
    return (
      <Shell actor={actor} crumbs={crumbs}>
        <EmptyState mark="cannot-tell" page title="Your role does not let you keep roadmaps.">
          Keeping a roadmap needs the role editor in a team. Ask an admin of your team.
        </EmptyState>
      </Shell>
    );
  }
  const { apps } = await overview(actor, team.slug);
  return (
    <Shell actor={actor} crumbs={crumbs}>
      <FirstLine
        rest={`It begins as a copy of ${title}.`}
        under="Give it an id and a title of its own. The copy does not follow the original."
      >
        Write a roadmap.
      </FirstLine>
      <Editor
        text={from.text}
        problems={await checkRoadmap(actor, from.text)}
        teams={editable}
        apps={apps}
        save="Save as a new roadmap"
        actions={{ check, preview, save: create.bind(null, id) }}
      />
    </Shell>
  );
}
