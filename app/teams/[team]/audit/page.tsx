import type { Metadata } from 'next';
import { orNotFound, requireActor } from '@/app/actor';
import { Shell } from '@/app/shell';
import { viewerZone } from '@/app/zone';
import { AuditPage } from '@/components/team/audit-page';
import { EmptyState } from '@/components/ui/empty-state';
import { auditView, isServiceError, teamView } from '@/service';

export const metadata: Metadata = { title: 'Audit' };

interface PageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ params, searchParams }: PageProps) {
  const actor = await requireActor();
  const { team } = await orNotFound(teamView(actor, (await params).team));
  const asked = await searchParams;
  const one = (name: string) => (typeof asked[name] === 'string' && asked[name] !== '' ? asked[name] : undefined);
  const filter = { action: one('action'), who: one('who'), before: Number(one('before')) || undefined };
  const view = await auditView(actor, team.slug, filter).catch((error) => {
    if (isServiceError(error) && error.code !== 'not-found') return null;
    throw error;
  });
  const crumbs = [
    { label: team.name, href: `/?team=${team.slug}` },
    { label: 'People', href: `/teams/${team.slug}` },
    { label: 'Audit' },
  ];
  return (
    <Shell actor={actor} crumbs={crumbs} team={team.slug}>
      {view ? (
        <AuditPage view={view} filter={filter} zone={await viewerZone()} />
      ) : (
        <EmptyState mark="cannot-tell" title="The audit is for admins of the team.">
          It names people and the addresses that they came from.
        </EmptyState>
      )}
    </Shell>
  );
}
