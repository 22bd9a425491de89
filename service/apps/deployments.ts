/** When a new version of an app began, as announced or first seen: the marks on its charts. */
import { HOUR_MS } from '@/advisor/types';
import { readSignalHours } from '@/store/index';
import { openApp } from '../authorise';
import { deployments } from '../crossings/happened-before';
import { type DeploymentMarksInput, deploymentMarksInput, parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor, DeploymentMark } from '../views/views';
import { announcedDeployments } from './deployment-mark';

/** So that the first hour's versions are not taken for new. */
const BEFORE_MS = 24 * HOUR_MS;

/** Of [fromAt, toAt), oldest first. */
export async function deploymentMarks(
  actor: Actor,
  slug: string,
  given: DeploymentMarksInput,
): Promise<DeploymentMark[]> {
  const { app } = await openApp(actor, slug, 'deploymentMarks');
  const { fromAt, toAt } = parse(deploymentMarksInput, given);
  return readMarks(Number(app.id), fromAt, toAt);
}

/** The same for an app that is open already. Who announces a version says better when it began than telemetry does. */
export async function readMarks(appId: number, fromAt: number, toAt: number): Promise<DeploymentMark[]> {
  const [{ facts }, announced] = await Promise.all([
    readSignalHours(resources().telemetry, appId, fromAt - BEFORE_MS, toAt),
    announcedDeployments(appId, fromAt, toAt),
  ]);
  const told = ({ at, version }: DeploymentMark) =>
    announced.some((mark) => mark.version === version && Math.abs(mark.at - at) <= HOUR_MS);
  const seen = deployments([...facts].sort((a, b) => a.at - b.at))
    .filter(({ at }) => at >= fromAt && at < toAt)
    .map(({ at, version }) => ({ at, version }));
  return [...seen.filter((mark) => !told(mark)), ...announced].sort((a, b) => a.at - b.at);
}
