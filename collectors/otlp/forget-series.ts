/** What the cache of series forgets when it holds too much: whatever can be made again from a request. */
import type { AppSeries, Cost, Imprint, ResourceNode } from './series-nodes';

/** Apps that sent nothing for so long are forgotten; whoever counts active series looks back an hour. */
const forgetMs = 2 * 3_600_000;
/** What an app costs without any series. */
const appBytes = 1_500;

export function totalOf(apps: Map<number, AppSeries>): number {
  let sum = 0;
  for (const app of apps.values()) sum += bytesOf(app);
  return sum;
}

function bytesOf({ cost, refs }: AppSeries): number {
  return appBytes + cost.bytes + cost.imprints + refs.bytes;
}

/** Copies of requests of a sender that comes seldom by now. */
export function coolDown(app: AppSeries): void {
  for (const { imprints } of app.resources.values())
    for (const imprint of imprints.values())
      if (imprint?.bytes && imprint.usedAt < app.usedAt - 60_000) forgetBytes(imprint, app.cost);
}

/** Of all that apps may hold, what spellings may that no request needs while senders repeat themselves. */
const spareShare = 0.25;

/**
 * Forgets what can be made again, never which series are active, where there is too much of it: how series are spelt
 * whose requests are read by imprints; then all spellings, then imprints. Of apps that needed them longest ago first.
 */
export function shrink(apps: Map<number, AppSeries>, mostBytes: number, nowAt: number): void {
  for (const [key, { usedAt }] of apps) if (usedAt < nowAt - forgetMs) apps.delete(key);
  const total = totalOf(apps);
  let spare = 0;
  for (const { cost } of apps.values()) spare += cost.bytes;
  if (spare <= spareShare * mostBytes && total <= mostBytes) return;
  const byReading = [...apps.values()].sort((a, b) => a.readAt - b.readAt);
  const covered = byReading.filter(isCovered);
  const left = total - drop(covered, keepImprints, spare - 0.9 * spareShare * mostBytes);
  if (left <= mostBytes) return;
  const more = left - drop(byReading, keepImprints, left - 0.9 * mostBytes);
  const byUse = byReading.sort((a, b) => a.usedAt - b.usedAt);
  if (more > mostBytes) drop(byUse, forgetSpellings, more - 0.9 * mostBytes);
}

/** Forgets at least so many bytes, if apps hold them; answers how many it were. */
function drop(apps: AppSeries[], forget: (app: AppSeries) => void, bytes: number): number {
  let dropped = 0;
  for (const app of apps) {
    if (dropped >= bytes) break;
    const before = bytesOf(app);
    forget(app);
    dropped += before - bytesOf(app);
  }
  return dropped;
}

/** Whether there is something to forget, and its last request was read by an imprint or has left one. */
function isCovered({ resources, readAt }: AppSeries): boolean {
  let [isSpelt, isRead] = [false, false];
  for (const { scopes, imprints } of resources.values()) {
    isSpelt ||= scopes.size > 0;
    for (const imprint of imprints.values()) isRead ||= imprint !== null && imprint.usedAt >= readAt;
  }
  return isSpelt && isRead;
}

/** What is left of a resource when its scopes are forgotten. */
const resourceBytes = 800;

function keepImprints(app: AppSeries): void {
  const kept = new Map<string, ResourceNode>();
  let bytes = 0;
  for (const [key, node] of app.resources) {
    if (![...node.imprints.values()].some((imprint) => imprint !== null)) continue;
    // Another object: what hangs on the old one goes with it.
    kept.set(key, { ...node, scopes: new Map() });
    bytes += resourceBytes + 3 * key.length;
  }
  app.resources = kept;
  app.last = null;
  app.cost = { bytes, imprints: app.cost.imprints };
}

export function forgetSpellings(app: AppSeries): void {
  app.resources = new Map();
  app.last = null;
  app.cost = { bytes: 0, imprints: 0 };
}

export const noView = new DataView(new ArrayBuffer(0));

/** It is compared by its digest from now on. */
function forgetBytes(imprint: Imprint, cost: Cost): void {
  cost.imprints -= imprint.bytes?.length ?? 0;
  imprint.bytes = null;
  imprint.view = noView;
}
