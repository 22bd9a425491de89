import type { Metadata } from 'next';
import { Connected } from '@/components/connect/connected';
import { NewApp } from '@/components/connect/new-app';
import { EmptyState } from '@/components/ui/empty-state';
import { firstData } from '@/service';
import { connectView } from '@/service/apps/connect';
import { orNotFound, requireActor } from '../../actor';
import { Shell } from '../../shell';
import { create } from './actions';

export const metadata: Metadata = { title: 'Connect an app' };

export default async function NewAppPage({ searchParams }: { searchParams: Promise<{ app?: string }> }) {
  const actor = await requireActor();
  const view = await connectView(actor);
  const { app } = await searchParams;
  const known = app ? await orNotFound(firstData(actor, app)) : null;
  const team = view.teams[0];
  return (
    <Shell actor={actor} crumbs={[{ label: team?.name ?? 'Headroom', href: '/' }, { label: 'Connect an app' }]}>
      {known ? (
        <Connected
          slug={known.slug}
          name={known.name}
          endpoint={view.endpoint}
          grpcEndpoint={view.grpcEndpoint}
          token={null}
        />
      ) : null}
      {!known && team ? <NewApp view={view} create={create} /> : null}
      {!known && !team ? (
        <EmptyState mark="cannot-tell" page title="Your role does not let you register apps.">
          Registering an app needs the role manager in a team. Ask an admin of your team.
        </EmptyState>
      ) : null}
    </Shell>
  );
}
