/** "The date has moved nearer than the lead time": told on the day on which it becomes so, once per published date. */
import { type Advice, DAY_MS, type DateMove, type StepFinding } from '@/advisor/types';
import type { Transaction } from '../audit';
import { announce } from './outbox';

/** Of a disk for which no step is open: as near as "soon" is. */
const DISK_DAYS = 14;

/** @param advice of now; `dates.moves` are the published dates of the first limit, oldest first */
export async function tellDateNear(
  tx: Transaction,
  given: { app: { id: bigint; teamId: bigint }; advice: Advice; nowAt: number },
): Promise<void> {
  const { app, advice, nowAt } = given;
  const ofLoad = nearDate(advice);
  const near = [
    ...(ofLoad === null ? [] : [{ key: `date:${app.id}:${ofLoad.publishedAt}`, payload: { ...ofLoad } }]),
    ...nearDisks(advice).map((disk) => ({
      key: `date:${app.id}/${disk.thresholdId}:${disk.publishedAt}`,
      payload: { ...disk },
    })),
  ];
  for (const { key, payload } of near)
    await announce(tx, { key, kind: 'date.near', teamId: app.teamId, appId: app.id, payload, nowAt });
}

export interface NearDate {
  likelyAt: number;
  publishedAt: number;
  leadDays: number;
}

/** The newest date, where it leaves less than the open steps' longest lead now and the one before it left more. */
export function nearDate(advice: Pick<Advice, 'dates' | 'checklist'>): NearDate | null {
  const now = advice.dates?.moves.at(-1);
  const before = advice.dates?.moves.at(-2);
  const leadDays = longestLead(advice.checklist.open.filter(({ dueAt }) => dueAt !== null));
  if (now === undefined || leadDays === 0) return null;
  return becomesNear(now, before, { dayAt: advice.dates?.dayAt ?? now.publishedAt, leadDays });
}

/** The same of each disk that fills, by the steps that are to be ready before it is at its limit. */
export function nearDisks({
  dates,
  headroom,
  checklist,
}: Pick<Advice, 'dates' | 'headroom' | 'checklist'>): (NearDate & {
  thresholdId: string;
  signal: string;
  disk: string | null;
})[] {
  return headroom.bySignal.flatMap((own) => {
    if (own.code !== 'fills') return [];
    const { thresholdId, signal, disk } = own;
    const told = dates?.limits.find((limit) => limit.thresholdId === thresholdId);
    if (dates === undefined || told === undefined || told.publishedAt === null) return [];
    const steps = [...checklist.open, ...checklist.helpful].filter(
      ({ status, before }) => status === 'open' && before === `limit:${thresholdId}`,
    );
    const now = { date: told.date, publishedAt: told.publishedAt };
    const near = becomesNear(now, told.before, { dayAt: dates.dayAt, leadDays: longestLead(steps) || DISK_DAYS });
    return near === null ? [] : [{ ...near, thresholdId, signal, disk }];
  });
}

const longestLead = (steps: readonly StepFinding[]): number =>
  Math.max(0, ...steps.map(({ leadDays }) => leadDays.high));

type Told = Pick<DateMove, 'date' | 'publishedAt'>;

/** A date that stays the same comes nearer too; one that replaces a near one says nothing new. */
function becomesNear(now: Told, before: Told | null | undefined, at: { dayAt: number; leadDays: number }) {
  const { dayAt, leadDays } = at;
  const isNear = ({ date }: Told, day: number) => date.code === 'date' && date.likelyAt - leadDays * DAY_MS < day;
  if (now.date.code !== 'date' || !isNear(now, dayAt) || (before && isNear(before, now.publishedAt))) return null;
  return { likelyAt: now.date.likelyAt, publishedAt: now.publishedAt, leadDays };
}
