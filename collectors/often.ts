/** Who comes often: two sets of apps, the older one forgotten four times a second, however many there are. */

const spanMs = 250;

/** Answers whether the app came within the last quarter of a second or half, and notes that it comes now (performance.now()). */
export function comesOften(): (appId: number, nowMs: number) => boolean {
  let young = new Set<number>();
  let old = young;
  let since = Number.NEGATIVE_INFINITY;
  return (appId, nowMs) => {
    if (nowMs - since >= spanMs) {
      old = nowMs - since < 2 * spanMs ? young : new Set();
      young = new Set();
      since = nowMs;
    }
    const came = young.has(appId) || old.has(appId);
    young.add(appId);
    return came;
  };
}
