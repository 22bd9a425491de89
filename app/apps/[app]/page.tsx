import { AppPage } from '@/components/app/app-page';
import { mayEdit } from '@/components/app/may-edit';
import { MakeButton } from '@/components/report/make-form';
import { make } from '../../reports/actions';
import { answerPopulation } from './actions';
import { pageWording, viewOfApp } from './view';

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const view = await viewOfApp((await params).app);
  const { slug } = view.app;
  return (
    <AppPage
      view={view}
      wording={await pageWording()}
      setPopulation={answerPopulation.bind(null, slug)}
      actions={mayEdit(view.app.role) ? <MakeButton make={make.bind(null, { app: slug })} /> : null}
    />
  );
}
