/** Ids for series that were new when their request was decoded. */
import type pg from 'pg';
import { internSeries } from '@/store';
import type { Decoded } from './decoded';

/** What names of series are needed for. */
type Unnamed = Pick<Decoded, 'app' | 'points' | 'pending'>;

/** Fills the ids in. Requests that bring the same news ask the store once. */
export async function nameSeries(out: Unnamed, pool: pg.Pool): Promise<void> {
  if (out.pending.length === 0) return;
  const { app } = out;
  const mine = app.naming.catch(() => {}).then(() => intern(out, pool));
  app.naming = mine;
  await mine;
  for (const { index, ref } of out.pending) out.points.series[index] = ref.id;
}

/** Ids are kept only now that their rows are committed. */
async function intern(out: Unnamed, pool: pg.Pool): Promise<void> {
  const fresh = [...new Set(out.pending.map(({ ref }) => ref))].flatMap((ref) =>
    ref.identity ? [{ ref, identity: ref.identity }] : [],
  );
  if (fresh.length === 0) return;
  const identities = fresh.map(({ identity }) => identity);
  const ids = await internSeries(pool, out.app.appId, identities);
  fresh.forEach(({ ref }, i) => {
    ref.id = ids[i] as number;
    ref.identity = null;
  });
}
