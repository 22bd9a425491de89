import { orNotFound, requireActor } from '@/app/actor';
import { mayEdit } from '@/components/app/may-edit';
import { CrossingsPage } from '@/components/crossings/crossings-page';
import { crossingsView } from '@/service';
import { pageWording } from '../view';
import { mute, note, unmute } from './actions';

export const metadata = { title: 'Crossings' };

interface Props {
  params: Promise<{ app: string }>;
  searchParams: Promise<{ signal?: string | string[]; before?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const { app } = await params;
  const asked = await searchParams;
  const before = Number(asked.before);
  const view = await orNotFound(
    crossingsView(await requireActor(), app, {
      signal: typeof asked.signal === 'string' ? asked.signal.slice(0, 400) : null,
      before: Number.isInteger(before) && before > 0 ? before : null,
    }),
  );
  const actions = { mute: mute.bind(null, app), unmute: unmute.bind(null, app), note: note.bind(null, app) };
  return <CrossingsPage view={view} wording={await pageWording()} actions={actions} mayEdit={mayEdit(view.app.role)} />;
}
