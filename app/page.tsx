import { notFound } from 'next/navigation';
import { type Show, shown, showOf } from '@/components/overview/filter';
import { Overview } from '@/components/overview/overview';
import { pageOf, rowsOfPage } from '@/components/overview/pages';
import { currentTeam } from '@/components/shell/places';
import { EmptyState } from '@/components/ui/empty-state';
import { overview } from '@/service';
import type { Actor } from '@/service/views/views';
import { requireActor, viewerOf } from './actor';
import { Shell } from './shell';
import { rememberedTeam } from './team';
import { viewerZone } from './zone';

type Query = Promise<Partial<Record<'show' | 'team' | 'page', string | string[]>>>;

/** `?team=` names one of the viewer's teams; without it the one that they looked at last. */
export default async function OverviewPage({ searchParams }: { searchParams: Query }) {
  const actor = await requireActor();
  const asked = await searchParams;
  const who = await viewerOf(actor);
  const named = typeof asked.team === 'string' ? asked.team : undefined;
  const team = currentTeam(who, named ?? (await rememberedTeam()));
  if (named && team?.slug !== named) notFound();
  if (!team) return <NoTeam actor={actor} />;
  return (
    <Shell actor={actor} crumbs={[{ label: team.name }]} team={team.slug}>
      <Apps actor={actor} team={team.slug} show={showOf(asked.show)} page={pageOf(asked.page)} />
    </Shell>
  );
}

/** Answered whole: grey lines first would cost more than the answer takes, and React shows what follows them late. */
async function Apps({ actor, team, show, page }: { actor: Actor; team: string; show: Show; page: number }) {
  const zone = await viewerZone();
  const view = await overview(actor, team, zone, (apps) => rowsOfPage(shown(apps, show), page).rows);
  return <Overview view={view} show={show} page={page} clock={{ nowAt: Date.now(), zone }} />;
}

/** Signed in, but member of nothing: there is no page to show, and nobody is to blame. */
function NoTeam({ actor }: { actor: Actor }) {
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom' }]}>
      <EmptyState mark="cannot-tell" page title="You are in no team yet.">
        Apps belong to teams, and you see those of the teams you are in. Ask an admin of a team to add you; this page
        then shows its apps.
      </EmptyState>
    </Shell>
  );
}
