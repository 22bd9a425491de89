/** Any number of series over one time: lines, the same a week before, deployments, and the name of what is pointed at. */
import type uPlot from 'uplot';
import type { ExploreView } from '@/service/views/explore';
import { timeAxis, valueAxis } from './axes';
import { deploymentMarks, diamond } from './marks';
import type { PlotSpec } from './plot';
import { lineColor } from './theme';
import { clockOf, unitSplits, unitTick } from './ticks';

export interface Line {
  name: string;
  values: (number | null)[];
  compare: (number | null)[] | null;
  atLeast: boolean[] | null;
}

export interface LinesLook {
  /** A value as people read it, with its unit. */
  say(value: number): string;
  /** As the sender says it; seconds and bytes are told with their unit on the axis too. */
  unit: string;
  /** The series that stands out; null: none. */
  chosen: number | null;
}

const NAME_SHOWN = 48;

export interface LinesScale {
  low: number;
  high: number;
  splits: number[];
}

/** From zero to a little above the data; below zero only where the data are. */
export function linesScale(columns: (number | null)[][], unit = ''): LinesScale {
  let [lowest, highest] = [0, 0];
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue;
      if (value > highest) highest = value;
      if (value < lowest) lowest = value;
    }
  }
  if (lowest === 0) {
    const high = highest * 1.08 || 1;
    return { low: 0, high, splits: unitSplits(high, unit) };
  }
  const span = (highest - lowest) * 1.08;
  const step = unitSplits(span, unit)[1] ?? 1;
  const low = Math.floor(lowest / step) * step;
  const high = Math.max(highest, low + span);
  const splits: number[] = [];
  for (let at = low; at <= high * 1.0001; at += step) splits.push(Number(at.toPrecision(12)));
  return { low, high, splits };
}

export function linesSpec(view: Pick<ExploreView, 'x' | 'deployments'>, lines: Line[], look: LinesLook): PlotSpec {
  const before = lines.filter((line) => line.compare !== null);
  const columns = [...before.map(({ compare }) => compare ?? []), ...lines.map(({ values }) => values)];
  const scale = linesScale(columns, look.unit);
  const tick = (value: number) => (look.unit === 's' ? look.say(value) : unitTick(value, look.unit));
  const [first, last] = [view.x[0] ?? 0, view.x.at(-1) ?? 1];
  return {
    data: [view.x, ...columns],
    marks: deploymentMarks(view.deployments),
    pill: (index, y) => {
      const at = view.x[index];
      const nth = look.chosen ?? nearest(lines, index, y);
      const line = nth === null ? undefined : lines[nth];
      const value = line?.values[index];
      if (!line || nth === null || value == null || at === undefined) return null;
      const earlier = line.compare?.[index];
      const name = lines.length === 1 ? '' : `${shortened(line.name)}: `;
      const ago = earlier == null ? '' : `, a week before ${look.say(earlier)}`;
      const least = line.atLeast?.[index] ? 'at least ' : '';
      const color = `var(--c${(nth % 8) + 1})`;
      return { text: `${name}${least}${look.say(value)} at ${clockOf(at)}${ago}`, y: value, color };
    },
    options: (theme, width) => ({
      padding: [8, 16, 0, 0],
      scales: {
        x: { time: true, range: [first, Math.max(last, first + 1)] },
        y: { range: () => [scale.low, scale.high] },
      },
      axes: [
        timeAxis(theme, width),
        valueAxis(theme, scale.splits, tick, scale.splits.some((split) => tick(split).length > 5) ? 60 : undefined),
      ],
      series: [
        {},
        ...before.map(() => ({ stroke: theme.color.ghost, width: 1, points: { show: false } })),
        ...lines.map(({ values }, nth) => {
          const stroke = lineColor(theme, nth);
          const faint = look.chosen !== null && look.chosen !== nth;
          const width = look.chosen === nth ? 2.25 : lines.length > 12 ? 1 : 1.6;
          return { stroke, width, alpha: faint ? 0.25 : 1, points: lonely(values, stroke) };
        }),
      ],
      hooks: {
        draw: [
          (u) => {
            for (const { at } of view.deployments) diamond(u, at / 1000, theme.color.ink3);
          },
        ],
      },
    }),
  };
}

/** The line that passes nearest to where the mouse points; the highest where nothing points. */
export function nearest(lines: Pick<Line, 'values'>[], index: number, y: number | null): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [nth, { values }] of lines.entries()) {
    const value = values[index];
    if (value == null) continue;
    const away = y === null ? -value : Math.abs(value - y);
    if (away < least) [best, least] = [nth, away];
  }
  return best;
}

/** A value between two gaps makes no line: it is drawn as a point. */
function lonely(values: (number | null)[], fill: string): uPlot.Series.Points {
  const alone: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) alone.push(i);
  }
  return alone.length === 0 ? { show: false } : { show: true, size: 4, fill, filter: () => alone };
}

const shortened = (name: string) => (name.length > NAME_SHOWN ? `${name.slice(0, NAME_SHOWN - 1)}…` : name);
