import type { Metadata } from 'next';
import { requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { Installation } from '@/components/installation';
import { EmptyState } from '@/components/ui/empty-state';
import { installation } from '@/service';

export const metadata: Metadata = { title: 'Settings of Headroom' };

export default async function SettingsPage() {
  const actor = await requireActor();
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom', href: '/' }, { label: 'Settings' }]}>
      {actor.operator ? (
        <Installation view={installation(actor)} />
      ) : (
        <EmptyState mark="cannot-tell" title="The settings of this installation are its operators’.">
          Ask one of them what it is set to.
        </EmptyState>
      )}
    </Shell>
  );
}
