/** Axes as all charts have them: horizontal grid only, no frame, ticks of 11 px in the caption grey. */
import type uPlot from 'uplot';
import type { ChartTheme } from './theme';
import { timeSplits, timeTick } from './ticks';

export const LEFT_PX = 44;
export const BOTTOM_PX = 26;

/** The x axis of times, about one tick per 54 px: "18:00" needs 30, "28 Dec" 40. */
export function timeAxis(theme: ChartTheme, width: number): uPlot.Axis {
  return {
    ...plain(theme),
    side: 2,
    size: BOTTOM_PX,
    gap: 7,
    grid: { show: false },
    ticks: { show: true, size: 4, width: 1, stroke: theme.color.line2 },
    border: { show: true, width: 1, stroke: theme.color.line2 },
    splits: (_u, _axis, min, max) => timeSplits(min, max, Math.max(2, Math.floor(width / 54))),
    values: (_u, splits) => splits.map(timeTick),
  };
}

/** The y axis with the splits that the chart chose. */
export function valueAxis(
  theme: ChartTheme,
  splits: number[],
  values: (value: number) => string,
  size = LEFT_PX,
): uPlot.Axis {
  return {
    ...plain(theme),
    scale: 'y',
    side: 3,
    size,
    gap: 8,
    grid: { show: true, stroke: theme.color.grid, width: 1 },
    ticks: { show: false },
    border: { show: false },
    splits: () => splits,
    // uPlot hides ticks of log axes by its own filter; ours are chosen already.
    filter: (_u, all) => all,
    values: (_u, all) => all.map((value) => (value == null ? '' : values(value))),
  };
}

function plain(theme: ChartTheme): uPlot.Axis {
  return { stroke: theme.color.ink3, font: `11px ${theme.font}`, labelSize: 0 };
}
