/** What a report is made from, read of one app. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Advice, DAY_MS } from '@/advisor/types';
import { readSignalHours } from '@/store/index';
import { readMarks } from '../apps/deployments';
import { adviceOf } from '../apps/view';
import { crossingFacts } from '../crossings/crossings';
import { roadmapOf } from '../evaluate/facts';
import { resources } from '../resources';
import { signalsOf } from '../signals/definitions';
import type { DeploymentMark } from '../views/views';
import type { AppPart } from './facts';

/** Versions are looked up one app at a time: of a large team they are left out. */
const MOST_VERSIONS = 30;
const MOST_CROSSINGS = 500;

/** The apps of a team with what is known of each; `appId` null is all of them. */
export async function partsOf(
  teamId: bigint,
  appId: bigint | null,
  { fromAt, toAt }: { fromAt: number; toAt: number },
): Promise<AppPart[]> {
  const { prisma } = resources();
  const apps = await prisma.app.findMany({
    where: { teamId, deletedAt: null, ...(appId === null ? {} : { id: appId }) },
    include: { state: true, ownRoadmap: true, customSignals: { orderBy: { signal: 'asc' } } },
    orderBy: { name: 'asc' },
  });
  const crossings = await crossingsOf(
    apps.map(({ id }) => id),
    { fromAt, toAt },
  );
  const parts: AppPart[] = [];
  for (const { state, customSignals, ...app } of apps) {
    const advice = adviceOf(state);
    const roadmap = roadmapOf(app);
    parts.push({
      slug: app.slug,
      name: app.name,
      advice,
      roadmap,
      signals: signalsOf(roadmap, customSignals),
      crossings: crossings.get(app.id) ?? [],
      appVersion: apps.length > MOST_VERSIONS ? null : await newestVersion(Number(app.id), advice?.newestAt ?? null),
      deployed: appId === null || !advice ? [] : await deployedOf(Number(appId), advice, toAt),
    });
  }
  return parts;
}

/** By app, the oldest first. */
async function crossingsOf(appIds: bigint[], { fromAt, toAt }: { fromAt: number; toAt: number }) {
  const rows = await resources().prisma.crossing.findMany({
    where: {
      appId: { in: appIds },
      openedAt: { lt: new Date(toAt) },
      OR: [{ closedAt: null }, { closedAt: { gt: new Date(fromAt) } }],
    },
    orderBy: { openedAt: 'asc' },
  });
  const byApp = new Map<bigint, AppPart['crossings']>();
  for (const row of rows) {
    const mine = byApp.get(row.appId) ?? [];
    byApp.set(row.appId, mine);
    if (mine.length >= MOST_CROSSINGS) continue;
    mine.push({ ...crossingFacts(row), revealedAt: row.revealedAt.getTime(), notes: saidOf(row.notes) });
  }
  return byApp;
}

function deployedOf(appId: number, { dailyLoad }: Advice, toAt: number): Promise<DeploymentMark[]> {
  const [first] = dailyLoad;
  return first === undefined || first.at >= toAt ? Promise.resolve([]) : readMarks(appId, first.at, toAt);
}

/** What people wrote beside a crossing. */
function saidOf(notes: unknown): string[] {
  return (notes as { code: string; text?: string }[]).flatMap(({ code, text }) =>
    code === 'said' && text !== undefined ? [text] : [],
  );
}

async function newestVersion(appId: number, newestAt: number | null): Promise<string | null> {
  if (newestAt === null) return null;
  const { facts } = await readSignalHours(resources().telemetry, appId, newestAt - DAY_MS, newestAt + 1);
  const newest = facts.toSorted((a, b) => b.at - a.at).find(({ versions }) => versions.length > 0);
  return newest?.versions.at(-1) ?? null;
}

let version: string | undefined;

/** Of this release of Headroom. */
export function headroomVersion(): string {
  version ??= (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string }).version;
  return version;
}
