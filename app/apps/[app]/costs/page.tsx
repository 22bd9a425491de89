import { orNotFound, requireActor } from '@/app/actor';
import { CostsPage } from '@/components/cost/costs-page';
import { costsView } from '@/service';
import { money, ownPrice, quantity } from '../actions';

export const metadata = { title: 'Costs' };

interface Props {
  params: Promise<{ app: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** A positive number of the address; anything else counts as not asked. */
function asked(value: string | string[] | undefined): number | undefined {
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  return number > 0 && Number.isFinite(number) ? number : undefined;
}

export default async function Page({ params, searchParams }: Props) {
  const [{ app }, query] = await Promise.all([params, searchParams]);
  const [load, multiple] = [asked(query.load), asked(query.x)];
  const whatIf = load === undefined ? { multiple } : { load };
  const view = await orNotFound(costsView(await requireActor(), app, whatIf));
  const actions = { price: ownPrice.bind(null, app), quantity: quantity.bind(null, app), money: money.bind(null, app) };
  return <CostsPage view={view} actions={view.app.role === 'viewer' ? null : actions} />;
}
