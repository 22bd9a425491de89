/** Load over weeks on a log scale, with the roadmap's phases as bands and the first limit as a line. */

import type uPlot from 'uplot';
import { endWords, type LoadChartData, loadScale, logSplits } from '@/advisor/picture/load-chart';
import { formatShort } from '@/advisor/words/format';
import type { DeploymentMark } from '@/service/views/views';
import { timeAxis, valueAxis } from './axes';
import { drawDate, drawFan, drawLimitBand, underDate } from './load-forecast';
import { deploymentMarks, diamond, dot, inPlot, limitLine, text, verticalLine } from './marks';
import type { PlotSpec } from './plot';
import { bandColor, type ChartTheme } from './theme';
import { dayOf, timeTick } from './ticks';

/** `spanAt` is what the x axis shows, in seconds. */
export function loadSpec(
  chart: LoadChartData,
  span: { from: number; to: number },
  deployments: DeploymentMark[] = [],
): PlotSpec {
  const { low, high } = loadScale(chart);
  const { x, y, middle, ahead } = columnsOf(chart);
  return {
    // The measured line comes last: keys land on its newest point.
    data: [x, middle, y],
    pill: (index) => pillAt(chart, { x, y, ahead }, index),
    marks: deploymentMarks(deployments),
    options: (theme, width) => ({
      padding: [26, 16, 0, 0],
      scales: { x: { time: true, range: [span.from, span.to] }, y: { distr: 3, range: () => [low, high] } },
      axes: [
        {
          ...timeAxis(theme, width),
          values: (u, splits) => splits.map((at) => (underDate(u, chart.forecast, at) ? '' : timeTick(at))),
        },
        valueAxis(theme, logSplits(low, high), formatShort),
      ],
      series: [
        {},
        { stroke: theme.color.accent, width: 1.5, dash: [2, 3], points: { show: false } },
        {
          stroke: theme.color.accent,
          width: 1.75,
          points: { show: chart.days.length < 10, size: 5, fill: theme.color.accent },
        },
      ],
      hooks: {
        drawClear: [
          (u) => {
            drawBands(u, theme, chart, { low, high });
            if (chart.forecast) drawFan(u, theme, chart.forecast, chart.days.at(-1));
            if (chart.forecast && chart.limit && chart.limit.low < high)
              drawLimitBand(u, theme, chart.limit, chart.todayAt);
          },
        ],
        draw: [
          (u) => {
            newest(u, theme, chart);
            nameBands(u, theme, chart, { low, high });
            if (chart.limit && chart.limit.load < high) {
              const words = width < 460 ? `${formatShort(chart.limit.load)}: first limit` : chart.limit.words;
              limitLine(u, theme, {
                y: chart.limit.load,
                words,
                align: 'left',
                halo: bandAt(chart, theme, chart.limit.load),
                below: underName(u, chart, { low, high }),
              });
              if (chart.forecast) drawDate(u, theme, chart.forecast, chart.limit.load, (at) => dayOf(at / 1000));
            }
            lastDot(u, theme, chart);
            for (const { at } of deployments) diamond(u, at / 1000, theme.color.ink3);
          },
        ],
      },
    }),
  };
}

interface Columns {
  /** Seconds, measured days and then those to come. */
  x: number[];
  y: (number | null)[];
  middle: (number | null)[];
  /** Index of the first day to come. */
  ahead: number;
}

/** The dotted middle begins at the last measured point, so that the two lines touch. */
function columnsOf({ days, forecast }: LoadChartData): Columns {
  const last = days.at(-1);
  const toCome = (forecast?.at ?? []).map((at, i) => ({ at, i })).filter(({ at }) => at > (last?.at ?? 0));
  return {
    x: [...days.map(({ at }) => at / 1000), ...toCome.map(({ at }) => at / 1000)],
    y: [...days.map(({ peak }) => (peak > 0 ? peak : null)), ...toCome.map(() => null)],
    middle: [
      ...days.map(({ peak }, i) => (toCome.length > 0 && i === days.length - 1 ? peak : null)),
      ...toCome.map(({ i }) => forecast?.middle[i] ?? null),
    ],
    ahead: days.length,
  };
}

function pillAt({ forecast }: LoadChartData, { x, y, ahead }: Omit<Columns, 'middle'>, index: number) {
  const at = x[index];
  if (at == null) return null;
  const value = y[index];
  if (index < ahead || forecast === null)
    return value == null ? null : { text: `${formatShort(value)} on ${dayOf(at)}`, y: value };
  const i = forecast.at.indexOf(at * 1000);
  const [low, middle, high] = [forecast.low[i], forecast.middle[i], forecast.high[i]];
  if (low === undefined || middle === undefined || high === undefined) return null;
  const range = `${formatShort(digits(low))}–${formatShort(digits(high))}`;
  return { text: `about ${formatShort(digits(middle))} (${range}) on ${dayOf(at)}`, y: middle };
}

/** A forecast carries two digits. */
const digits = (value: number): number => Number(value.toPrecision(2));

function drawBands(u: uPlot, theme: ChartTheme, chart: LoadChartData, scale: { low: number; high: number }): void {
  inPlot(u, (ctx, width) => {
    chart.bands.forEach((band, phase) => {
      const top = u.valToPos(Math.min(scale.high, band.to ?? scale.high), 'y');
      const bottom = u.valToPos(Math.max(scale.low, band.from), 'y');
      if (bottom <= top) return;
      ctx.fillStyle = bandColor(theme, phase);
      ctx.fillRect(0, top, width, bottom - top);
      if (band.from <= scale.low) return;
      ctx.fillStyle = theme.color.pl;
      ctx.fillRect(0, Math.round(bottom), width, 1);
    });
  });
}

/** From the top of a band to its name's baseline, px. */
const NAME_DOWN = 17;

/** Whether the limit's words above its line would stand in a band's name. */
function underName(u: uPlot, chart: LoadChartData, scale: { low: number; high: number }): boolean {
  if (!chart.limit) return false;
  const words = u.valToPos(chart.limit.load, 'y') - 6;
  return chart.bands.some((band) => {
    const top = u.valToPos(Math.min(scale.high, band.to ?? scale.high), 'y');
    const bottom = u.valToPos(Math.max(scale.low, band.from), 'y');
    return bottom - top >= 20 && Math.abs(top + NAME_DOWN - words) < 16;
  });
}

/** Names stand at the top of their band, so that a line running along the bottom does not cross them. */
function nameBands(u: uPlot, theme: ChartTheme, chart: LoadChartData, scale: { low: number; high: number }): void {
  inPlot(u, (ctx) => {
    chart.bands.forEach((band, phase) => {
      const top = u.valToPos(Math.min(scale.high, band.to ?? scale.high), 'y');
      const bottom = u.valToPos(Math.max(scale.low, band.from), 'y');
      if (bottom - top < 20) return;
      const halo = bandColor(theme, phase);
      const today = u.valToPos(chart.todayAt / 1000, 'x');
      const width = text(ctx, theme, band.title, [8, top + NAME_DOWN], { color: theme.color.ink2, weight: 600, halo });
      const end = 8 + width + 5 + ctx.measureText(band.range).width;
      if (today > 8 && today < end) return;
      text(ctx, theme, band.range, [8 + width + 5, top + NAME_DOWN], { color: theme.color.ink2, halo });
    });
  });
}

function bandAt(chart: LoadChartData, theme: ChartTheme, load: number): string {
  const phase = chart.bands.findLastIndex((band) => band.from <= load);
  return phase < 0 ? theme.color.card : bandColor(theme, phase);
}

/** A line where what is measured ends. */
function newest(u: uPlot, theme: ChartTheme, chart: LoadChartData): void {
  const at = chart.todayAt / 1000;
  verticalLine(u, at, { color: theme.color.ink3 });
  const left = u.valToPos(at, 'x');
  inPlot(
    u,
    (ctx, width) => {
      if (left < 0 || left > width) return;
      const align = left > width - 60 ? 'right' : 'center';
      text(ctx, theme, endWords(chart, dayOf(at)), [align === 'right' ? width : left, -9], {
        color: theme.color.ink,
        weight: 600,
        align,
      });
    },
    false,
  );
}

function lastDot(u: uPlot, theme: ChartTheme, chart: LoadChartData): void {
  const last = chart.days.at(-1);
  if (!last || !(last.peak > 0)) return;
  dot(u, { x: last.at / 1000, y: last.peak }, { fill: theme.color.accent, ring: theme.color.card, radius: 4.5 });
}
