import { orNotFound, requireActor } from '@/app/actor';
import { mayEdit } from '@/components/app/may-edit';
import { SignalsPage } from '@/components/signals/signals-page';
import { signalsView } from '@/service';
import { viewerZone } from '../../../zone';
import { removeSignal, saveSignal, trySignal } from './actions';

export const metadata = { title: 'Signals' };

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const view = await orNotFound(signalsView(await requireActor(), (await params).app));
  const { slug, role } = view.app;
  const actions = {
    save: saveSignal.bind(null, slug),
    remove: removeSignal.bind(null, slug),
    tryOut: trySignal.bind(null, slug),
  };
  const wording = { nowAt: Date.now(), zone: await viewerZone() };
  return <SignalsPage view={view} wording={wording} actions={actions} mayEdit={mayEdit(role)} />;
}
