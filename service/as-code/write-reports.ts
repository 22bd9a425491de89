/** Writes when reports are made: of one app, or of the whole team. */
import type { Document } from './document';
import { personOf, sorted, type Writing } from './writing';

type Reports = Document['reports'];

/** @param appId null: the whole team's */
export async function writeReports(
  writing: Writing,
  path: string[],
  appId: bigint | null,
  is: Reports,
  to: Reports,
): Promise<void> {
  const keyOf = (schedule: object) => JSON.stringify(sorted(schedule));
  const [before, after] = [new Map(is?.map((it) => [keyOf(it), it])), new Map(to?.map((it) => [keyOf(it), it]))];
  const { tx, given } = writing;
  const teamId = given.team.id;
  for (const [key, rhythm] of after) {
    if (before.has(key)) continue;
    const row = { teamId, appId, ...rhythm, createdAt: given.at, createdBy: personOf(given.actor) };
    const { id } = await tx.reportSchedule.create({ data: row });
    writing.did('scheduleReport', { schedule: Number(id), ...rhythm, of: path.join('.') }, appId);
  }
  for (const [key, rhythm] of before) {
    if (after.has(key)) continue;
    await tx.reportSchedule.deleteMany({ where: { teamId, appId, ...rhythm } });
    writing.did('removeSchedule', { ...rhythm, of: path.join('.') }, appId);
  }
}
