/** One signal over time as a plot: the measured line, its limit, what crossed, what is missing, what was deployed. */
import type uPlot from 'uplot';
import { formatValue } from '@/advisor/words/format';
import type { SignalDefinition } from '@/catalogue/types';
import type { ChartData } from '@/service/views/views';
import { timeAxis, valueAxis } from './axes';
import { column, deploymentMarks, diamond, inPlot, limitLine, text } from './marks';
import type { PlotSpec } from './plot';
import type { ChartTheme } from './theme';
import { clockOf, unitSplits, unitTick } from './ticks';

export interface DrawnThreshold {
  limit: number;
  worsens: 'up' | 'down';
  /** On the line: "500 ms for 5 min". */
  words: string;
}

/** Above six times the data a limit would press the line flat: it is then named at the top instead. */
const LIMIT_IN_SIGHT = 6;

export interface SignalScale {
  top: number;
  splits: number[];
  limitInSight: boolean;
}

/** From zero to a little above data and limit; a percentage never beyond 100. */
export function signalScale(values: (number | null)[][], unit: string, threshold: DrawnThreshold | null): SignalScale {
  let highest = 0;
  for (const column of values) for (const value of column) if (value !== null && value > highest) highest = value;
  const limit = threshold?.limit ?? 0;
  const limitInSight = highest === 0 || limit <= highest * LIMIT_IN_SIGHT;
  const wanted = Math.max(highest, limitInSight ? limit : 0) * 1.14 || 1;
  const top = unit === '%' && wanted > 60 ? Math.max(100, Math.min(wanted, highest * 1.02)) : wanted;
  return { top, splits: unitSplits(top, unit), limitInSight };
}

export function signalSpec(definition: SignalDefinition, data: ChartData, threshold: DrawnThreshold | null): PlotSpec {
  const series = data.series.find((s) => s.signal === definition.id);
  const values = series?.values ?? data.x.map(() => null);
  const unit = series?.unit ?? definition.unit;
  const compare = series?.compare ?? null;
  const scale = signalScale(compare ? [values, compare] : [values], unit, threshold);
  const tick = (value: number) => (unit === '%' ? `${unitTick(value, unit)} %` : unitTick(value, unit));
  const over = (value: number) =>
    threshold !== null && (threshold.worsens === 'up' ? value > threshold.limit : value < threshold.limit);

  return {
    data: [data.x, compare ?? data.x.map(() => null), values],
    marks: deploymentMarks(data.deployments),
    pill: (index) => {
      const value = values[index];
      const at = data.x[index];
      return value == null || at == null
        ? null
        : { text: `${formatValue(value, unit)} at ${clockOf(at)}`, y: value, bad: over(value) };
    },
    options: (theme, width) => ({
      padding: [8, 16, 0, 0],
      scales: { x: { time: true, range: xRange(data) }, y: { range: () => [0, scale.top] } },
      axes: [
        timeAxis(theme, width),
        valueAxis(theme, scale.splits, tick, scale.splits.some((split) => tick(split).length > 5) ? 60 : undefined),
      ],
      series: [
        {},
        { stroke: theme.color.ghost, width: 1, points: { show: false } },
        { stroke: (u) => overLimit(u, theme, threshold), width: 1.6, points: { show: false } },
      ],
      hooks: {
        drawClear: [
          (u) => {
            for (const gap of gapsOf(data, definition)) column(u, gap.from, gap.to, theme.color.sunk);
            for (const c of crossingsOf(data, definition)) column(u, c.from, c.to, theme.color['bad-sh']);
          },
        ],
        draw: [
          (u) => {
            if (threshold && scale.limitInSight)
              limitLine(u, theme, {
                y: threshold.limit,
                words: shortOn(u, threshold),
                align: clearSide(u, theme, threshold),
              });
            else if (threshold) limitAbove(u, theme, threshold);
            const taken = threshold && scale.limitInSight ? u.valToPos(threshold.limit, 'y') - 10 : null;
            let free = 0;
            for (const gap of gapsOf(data, definition)) free = gapWords(u, theme, gap, { limit: taken, free });
            for (const deployment of data.deployments) diamond(u, deployment.at / 1000, theme.color.ink3);
          },
        ],
      },
    }),
  };
}

/** The limit alone where there is no room for how long it has to hold. */
function shortOn(u: uPlot, { words }: DrawnThreshold): string {
  return u.bbox.width / devicePixelRatio < 200 ? (words.split(' for ')[0] ?? words) : words;
}

/** The words stand right, unless the line runs through them there and leaves the left free. */
function clearSide(u: uPlot, theme: ChartTheme, threshold: DrawnThreshold): 'left' | 'right' {
  u.ctx.font = `12px ${theme.font}`;
  const words = u.ctx.measureText(shortOn(u, threshold)).width + 8;
  const width = u.bbox.width / devicePixelRatio;
  const y = u.valToPos(threshold.limit, 'y');
  const [at = [], , values = []] = u.data;
  const crosses = (from: number, to: number) => {
    let above = false;
    let below = false;
    for (let i = 0; i < at.length; i++) {
      const value = values[i];
      const x = u.valToPos(at[i] as number, 'x');
      if (value == null || x < from || x > to) continue;
      if (u.valToPos(value, 'y') < y) above = true;
      if (u.valToPos(value, 'y') > y - 18) below = true;
    }
    return above && below;
  };
  return crosses(width - words, width) && !crosses(0, words) ? 'left' : 'right';
}

/** The window that was asked for, not the data's: an app with one hour of data shows how much is still empty. */
function xRange(data: ChartData): [number, number] {
  const first = data.x[0] ?? 0;
  return [first, data.x.at(-1) ?? first + data.stepSeconds];
}

/** The line turns red exactly at its limit: a gradient with a hard stop there. */
function overLimit(u: uPlot, theme: ChartTheme, threshold: DrawnThreshold | null): CanvasGradient | string {
  if (!threshold || u.scales.y?.max == null) return theme.color.accent;
  const { top, height } = u.bbox;
  const at = (u.valToPos(threshold.limit, 'y', true) - top) / height;
  if (!(at > 0 && at < 1)) return theme.color.accent;
  const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
  const [above, below] =
    threshold.worsens === 'up' ? [theme.color.bad, theme.color.accent] : [theme.color.accent, theme.color.bad];
  gradient.addColorStop(0, above);
  gradient.addColorStop(at, above);
  gradient.addColorStop(at, below);
  gradient.addColorStop(1, below);
  return gradient;
}

interface Stretch {
  from: number;
  to: number;
  words: string;
}

function gapsOf(data: ChartData, definition: SignalDefinition): Stretch[] {
  return data.gaps
    .filter((gap) => gap.signal === definition.id)
    .map((gap) => {
      const [from, to] = [gap.fromAt / 1000, gap.toAt / 1000];
      const what = gap.kind === 'no-data' ? 'no data' : 'no traffic';
      // Before the first data of the window there is no beginning to name.
      const opens = from <= (data.x[0] ?? 0);
      return { from, to, words: opens ? `${what} before ${clockOf(to)}` : `${what} ${clockOf(from)}–${clockOf(to)}` };
    });
}

function crossingsOf(data: ChartData, definition: SignalDefinition): { from: number; to: number }[] {
  const last = data.x.at(-1) ?? 0;
  return data.crossings
    .filter((c) => c.signal === definition.id)
    .map((c) => ({ from: c.openedAt / 1000, to: c.closedAt === null ? last : c.closedAt / 1000 }));
}

/**
 * Words stand where nothing is drawn: centred on the gap, clear of the limit's own and of an earlier gap's, and left
 * out where it is a sliver. Answers from where on (px) the words of the next have room.
 */
function gapWords(u: uPlot, theme: ChartTheme, gap: Stretch, taken: { limit: number | null; free: number }): number {
  const left = u.valToPos(gap.from, 'x');
  const right = u.valToPos(gap.to, 'x');
  let { free } = taken;
  if (right < 0 || right - left < 4) return free;
  inPlot(u, (ctx, width, height) => {
    ctx.font = `12px ${theme.font}`;
    const half = ctx.measureText(gap.words).width / 2 + 4;
    if (width < 2 * half) return;
    const middle = Math.max(half, Math.min(width - half, (Math.max(0, left) + Math.min(width, right)) / 2));
    if (middle - half < free) return;
    free = middle + half;
    const y = height * 0.42;
    const { limit } = taken;
    text(ctx, theme, gap.words, [middle, limit !== null && Math.abs(limit - y) < 24 ? limit + 40 : y], {
      color: theme.color.ink3,
      align: 'center',
      halo: theme.color.card,
    });
  });
  return free;
}

function limitAbove(u: uPlot, theme: ChartTheme, threshold: DrawnThreshold): void {
  inPlot(u, (ctx, width) => {
    text(ctx, theme, `↑ ${threshold.words}`, [width - 1, 11], {
      color: theme.color.bad,
      align: 'right',
      halo: theme.color.card,
    });
  });
}
