import { orNotFound, requireActor } from '@/app/actor';
import { PhasePage } from '@/components/app/phase-page';
import { phaseView } from '@/service';
import { pageWording } from '../../view';

interface Props {
  params: Promise<{ app: string; phase: string }>;
}

export const metadata = { title: 'Phase' };

export default async function Page({ params }: Props) {
  const { app, phase } = await params;
  const view = await orNotFound(phaseView(await requireActor(), app, phase));
  return <PhasePage view={view} wording={await pageWording()} />;
}
