/** Deployments that somebody announces, beside those that service.version tells of. */
import { openApp } from '../authorise';
import { invalid } from '../errors';
import { type DeploymentInput, deploymentInput } from '../inputs/api';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';

const YEAR_MS = 366 * 86_400_000;
/** Clocks differ. */
const AHEAD_MS = 5 * 60_000;
const A_DAY_AT_MOST = 500;
const DAY_MS = 86_400_000;

/** @returns the mark, milliseconds; the same version and time is one mark */
export function markDeployment(
  actor: Actor,
  slug: string,
  given: DeploymentInput,
): Promise<{ at: number; version: string }> {
  return writeToApp({
    actor,
    slug,
    verb: 'markDeployment',
    schema: deploymentInput,
    input: given,
    run: async (tx, { app }, { version, at: said }) => {
      const nowAt = resources().now();
      const at = said === undefined ? nowAt : Date.parse(said);
      if (at > nowAt + AHEAD_MS) throw invalid('at', 'at: lies in the future.', 'Announce it once it is live.');
      if (at < nowAt - YEAR_MS) throw invalid('at', 'at: lies more than a year back.');
      const near = { gte: new Date(at - DAY_MS), lte: new Date(at + DAY_MS) };
      if ((await tx.deploymentMark.count({ where: { appId: app.id, at: near } })) >= A_DAY_AT_MOST)
        throw invalid('at', `at: there are ${A_DAY_AT_MOST} deployments of that day already.`);
      const key = { appId: app.id, at: new Date(at), version };
      await tx.deploymentMark.upsert({ where: { appId_at_version: key }, create: key, update: {} });
      return { at, version };
    },
    details: (_input, mark) => mark,
  });
}

const LISTED_DAYS = 90;

/** Those of the last 90 days, oldest first. */
export async function deploymentsOf(actor: Actor, slug: string): Promise<{ at: number; version: string }[]> {
  const { app } = await openApp(actor, slug, 'appView');
  const nowAt = resources().now();
  return announcedDeployments(Number(app.id), nowAt - LISTED_DAYS * DAY_MS, nowAt + AHEAD_MS);
}

/** Of [fromAt, toAt), oldest first. */
export async function announcedDeployments(appId: number, fromAt: number, toAt: number) {
  const rows = await resources().prisma.deploymentMark.findMany({
    where: { appId, at: { gte: new Date(fromAt), lt: new Date(toAt) } },
    orderBy: { at: 'asc' },
    take: 1_000,
  });
  return rows.map(({ at, version }) => ({ at: at.getTime(), version }));
}
