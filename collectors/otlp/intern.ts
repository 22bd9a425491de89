/** Ids for series that were new when their request was decoded. */
import type pg from 'pg';
import { internBatches, type Named, type SeriesIdentity } from '@/store';
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
  const ids = await queueOf(pool)(
    out.app.appId,
    fresh.map(({ identity }) => identity),
  );
  fresh.forEach(({ ref }, i) => {
    ref.id = ids[i] as number;
  });
}

interface Asked {
  appId: number;
  identities: SeriesIdentity[];
  resolve: (ids: number[]) => void;
  reject: (error: unknown) => void;
}

type Queue = (appId: number, identities: SeriesIdentity[]) => Promise<number[]>;

const queues = new WeakMap<pg.Pool, Queue>();

function queueOf(pool: pg.Pool): Queue {
  const known = queues.get(pool) ?? makeQueue(pool);
  queues.set(pool, known);
  return known;
}

/** Series asked for by one statement, about. */
const mostAtOnce = 1000;
/** Statements under way: others' commits need connections too. */
const mostUnderWay = 2;

/** What apps ask for while others' series are made goes into the next statement together. */
function makeQueue(pool: pg.Pool): Queue {
  const waiting: Asked[] = [];
  let underWay = 0;

  async function work(): Promise<void> {
    underWay++;
    while (waiting.length > 0) await answer(next());
    underWay--;
  }

  /** Of each app one: apps ask again only when they were answered, but an app's pages ask apart. */
  function next(): Asked[] {
    const some = new Map<number, Asked>();
    let series = 0;
    for (let i = 0; i < waiting.length && series < mostAtOnce; ) {
      const asked = waiting[i] as Asked;
      if (some.has(asked.appId)) {
        i++;
        continue;
      }
      some.set(asked.appId, asked);
      series += asked.identities.length;
      waiting.splice(i, 1);
    }
    return [...some.values()];
  }

  async function answer(some: Asked[]): Promise<void> {
    try {
      const named = await internBatches(pool, some);
      some.forEach(({ resolve, reject }, i) => {
        const one = named[i] as Named;
        if ('ids' in one) resolve(one.ids);
        else reject(one.error);
      });
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }

  return (appId, identities) =>
    new Promise((resolve, reject) => {
      waiting.push({ appId, identities, resolve, reject });
      // The first one waits for those that come in the same turn.
      if (underWay < mostUnderWay) setImmediate(() => void (underWay < mostUnderWay && waiting.length > 0 && work()));
    });
}
