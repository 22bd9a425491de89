/** "The date has moved nearer than the lead time": told on the day on which it becomes so, once per published date. */
import { type Advice, DAY_MS, type DateMove } from '@/advisor/types';
import type { Transaction } from '../audit';
import { announce } from './outbox';

/** @param advice of now; `dates.moves` are the published dates of the first limit, oldest first */
export async function tellDateNear(
  tx: Transaction,
  given: { app: { id: bigint; teamId: bigint }; advice: Advice; nowAt: number },
): Promise<void> {
  const { app, advice, nowAt } = given;
  const near = nearDate(advice);
  if (near === null) return;
  await announce(tx, {
    key: `date:${app.id}:${near.publishedAt}`,
    kind: 'date.near',
    teamId: app.teamId,
    appId: app.id,
    payload: { ...near },
    nowAt,
  });
}

/** The newest date, where it leaves less than the open steps' longest lead and the one before it left more. */
export function nearDate(
  advice: Pick<Advice, 'dates' | 'checklist'>,
): { likelyAt: number; publishedAt: number; leadDays: number } | null {
  const now = advice.dates?.moves.at(-1);
  const before = advice.dates?.moves.at(-2);
  const open = advice.checklist.open.filter(({ dueAt }) => dueAt !== null);
  const leadDays = Math.max(0, ...open.map((step) => step.leadDays.high));
  if (now?.date.code !== 'date' || leadDays === 0) return null;
  const isNear = ({ date, publishedAt }: DateMove) =>
    date.code === 'date' && date.likelyAt - leadDays * DAY_MS < publishedAt;
  if (!isNear(now) || (before && isNear(before))) return null;
  return { likelyAt: now.date.likelyAt, publishedAt: now.publishedAt, leadDays };
}
