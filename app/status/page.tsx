import type { Metadata } from 'next';
import { Status } from '@/components/status/status';
import { status } from '@/service';
import { requireActor } from '../actor';
import { Shell } from '../shell';
import { viewerZone } from '../zone';

export const metadata: Metadata = { title: 'Status' };

export default async function StatusPage() {
  const actor = await requireActor();
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom', href: '/' }, { label: 'Status' }]}>
      <Status view={await status(actor)} zone={await viewerZone()} />
    </Shell>
  );
}
