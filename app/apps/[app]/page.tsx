import { AppPage } from '@/components/app/app-page';
import { Button } from '@/components/ui/button';
import { answerPopulation, reportNow } from './actions';
import { pageWording, viewOfApp } from './view';

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const view = await viewOfApp((await params).app);
  const { slug } = view.app;
  return (
    <AppPage
      view={view}
      wording={await pageWording()}
      setPopulation={answerPopulation.bind(null, slug)}
      actions={
        <form action={reportNow.bind(null, slug)}>
          <Button type="submit" className="w-full">
            Make a report
          </Button>
        </form>
      }
    />
  );
}
