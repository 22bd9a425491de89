/** What the browser itself notes of a page, load after load. */
import type { Page } from 'playwright-core';
import { LINES } from './pages-lines';

/** The allowed numbers: ms, but for the shift as Chromium counts it. */
const ALLOWED = { answer: 150, paint: 1_000, shift: 0, interaction: 100, draw: 30 };
type Figure = keyof typeof ALLOWED;
const NAMES: Record<Figure, string> = {
  answer: 'server answer',
  paint: 'largest contentful paint',
  shift: 'layout shift',
  interaction: 'slowest interaction',
  draw: `drawing ${LINES.series} series × ${LINES.hours} h`,
};
const SETTLE_MS = 700;

type Found = Partial<Record<Figure, number[]>>;

/** Loads, looks, and presses keys as a person in a hurry; two loads to warm up. */
export async function measure(page: Page, address: string, runs: number): Promise<void> {
  const found: Found = {};
  let kilobytes = 0;
  for (let run = -2; run < runs; run++) {
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForTimeout(SETTLE_MS);
    const one = await page.evaluate(readings);
    const interaction = await interact(page);
    const shift = await page.evaluate(shifted);
    if (run < 0) continue;
    kilobytes = one.bytes / 1000;
    keep(found, { answer: one.answer, paint: one.paint, shift, interaction });
  }
  report(`${new URL(address).pathname}  ${kilobytes.toFixed(0)} kB of HTML`, found);
}

/** The chart of many series on explore: from uPlot's making to its last pixel, as the page's own measure has it. */
export async function measureDrawing(page: Page, origin: string, slug: string, runs: number): Promise<void> {
  const query = new URLSearchParams({ metric: LINES.metric, show: 'last', by: 'series', range: '24h', step: '60' });
  const found: Found = {};
  for (let run = -2; run < runs; run++) {
    await page.goto(`${origin}/apps/${slug}/explore?${query}`, { waitUntil: 'load' });
    await page.waitForFunction(() => performance.getEntriesByName('headroom-chart').length > 0);
    await page.waitForTimeout(SETTLE_MS);
    const drawn = await page.evaluate(() =>
      performance.getEntriesByName('headroom-chart').map((each) => each.duration),
    );
    const label = await page.getByRole('img', { name: `${LINES.series} series` }).count();
    if (label === 0) throw new Error(`explore does not draw ${LINES.series} series`);
    if (run >= 0) keep(found, { draw: Math.max(...drawn) });
  }
  report(`/apps/${slug}/explore`, found);
}

/** In the page. */
function readings() {
  const all = (type: string) => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type, buffered: true });
    return observer.takeRecords();
  };
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return {
    answer: (navigation?.responseEnd ?? 0) - (navigation?.requestStart ?? 0),
    paint: all('largest-contentful-paint').at(-1)?.startTime ?? 0,
    bytes: navigation?.decodedBodySize ?? 0,
  };
}

/** In the page: as Cumulative Layout Shift counts it, what follows an input left out. */
function shifted(): number {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: 'layout-shift', buffered: true });
  const shifts = observer.takeRecords() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[];
  return shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0);
}

/** The palette opened, typed in and closed; the slowest from key to next paint, as Interaction to Next Paint counts. */
async function interact(page: Page): Promise<number> {
  await page.evaluate(() => {
    const noted = window as unknown as { slowest: number };
    noted.slowest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.slowest = Math.max(noted.slowest, duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  await page.keyboard.press('Control+k');
  await page.locator('dialog[open]').waitFor();
  // Long enough for the list of apps to arrive, which the next keys then filter.
  await page.waitForTimeout(SETTLE_MS);
  for (const key of ['s', 't', 'o', 'ArrowDown', 'Escape']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  }
  await page.waitForTimeout(150);
  return page.evaluate(() => (window as unknown as { slowest: number }).slowest);
}

function keep(found: Found, one: Partial<Record<Figure, number>>): void {
  for (const [name, value] of Object.entries(one) as [Figure, number][]) found[name] = [...(found[name] ?? []), value];
}

function report(title: string, found: Found): void {
  console.log(title);
  for (const [name, values] of Object.entries(found) as [Figure, number[]][]) line(name, values);
}

function line(name: Figure, values: number[]): void {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  const show = (value: number) =>
    name === 'shift' ? value.toFixed(4) : `${value.toFixed(name === 'draw' ? 1 : 0)} ms`;
  const allowed = ALLOWED[name];
  const verdict = at(0.95) > allowed ? '  ← too much' : '';
  console.log(
    `  ${NAMES[name].padEnd(25)} ${show(at(0.5)).padStart(8)} (${show(at(0.95))})  allowed ${show(allowed)}${verdict}`,
  );
}
