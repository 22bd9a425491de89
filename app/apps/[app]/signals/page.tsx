import { orNotFound, requireActor } from '@/app/actor';
import { SignalsPage } from '@/components/signals/signals-page';
import { signalsView } from '@/service';
import { viewerZone } from '../../../zone';

export const metadata = { title: 'Signals' };

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const view = await orNotFound(signalsView(await requireActor(), (await params).app));
  return <SignalsPage view={view} wording={{ nowAt: Date.now(), zone: await viewerZone() }} />;
}
