import { orNotFound, requireActor } from '@/app/actor';
import { ChecklistPage } from '@/components/checklist/checklist-page';
import { checklistView } from '@/service';
import { note, tick } from '../actions';
import { pageWording } from '../view';

export const metadata = { title: 'Checklist' };

interface Props {
  params: Promise<{ app: string }>;
  searchParams: Promise<{ step?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const view = await orNotFound(checklistView(await requireActor(), (await params).app));
  const { step } = await searchParams;
  return (
    <ChecklistPage
      view={view}
      wording={await pageWording()}
      stepId={typeof step === 'string' ? step : null}
      tick={tick.bind(null, view.app.slug)}
      note={note.bind(null, view.app.slug)}
    />
  );
}
