import type { Metadata } from 'next';
import { requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { NewTeam } from '@/components/team/new-team';
import { EmptyState } from '@/components/ui/empty-state';
import { create } from './actions';

export const metadata: Metadata = { title: 'New team' };

export default async function Page() {
  const actor = await requireActor();
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom', href: '/' }, { label: 'New team' }]}>
      {actor.operator ? (
        <NewTeam create={create} />
      ) : (
        <EmptyState mark="cannot-tell" title="Operators of this installation make teams.">
          Ask one of them; they can make you its admin.
        </EmptyState>
      )}
    </Shell>
  );
}
