import { ChecklistPage } from '@/components/checklist/checklist-page';
import { tick } from '../actions';
import { pageWording, viewOfApp } from '../view';

export const metadata = { title: 'Checklist' };

interface Props {
  params: Promise<{ app: string }>;
  searchParams: Promise<{ step?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const view = await viewOfApp((await params).app);
  const { step } = await searchParams;
  return (
    <ChecklistPage
      view={view}
      wording={await pageWording()}
      stepId={typeof step === 'string' ? step : null}
      tick={tick.bind(null, view.app.slug)}
    />
  );
}
