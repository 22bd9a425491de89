/** The forecast on the load chart: the fan, the limit's own interval, and the date where they meet as a whisker. */

import type uPlot from 'uplot';
import type { LoadForecast } from '@/advisor/picture/load-chart';
import { BOTTOM_PX } from './axes';
import { dot, inPlot, text } from './marks';
import type { ChartTheme } from './theme';

/** Half the widths of two names, and a gap. */
const NAME_PX = 46;

/** The pale band between the ends, under the lines; begins at the last measured point. */
export function drawFan(
  u: uPlot,
  theme: ChartTheme,
  forecast: LoadForecast,
  last: { at: number; peak: number } | undefined,
): void {
  const start = last ? [{ at: last.at, low: last.peak, high: last.peak }] : [];
  const points = [
    ...start,
    ...forecast.at.map((at, i) => ({ at, low: forecast.low[i] as number, high: forecast.high[i] as number })),
  ];
  inPlot(u, (ctx) => {
    const place = (at: number, load: number): [number, number] => [
      u.valToPos(at / 1000, 'x'),
      u.valToPos(Math.max(load, u.scales.y?.min ?? 1), 'y'),
    ];
    ctx.beginPath();
    for (const { at, high } of points) ctx.lineTo(...place(at, high));
    for (const { at, low } of points.toReversed()) ctx.lineTo(...place(at, low));
    ctx.closePath();
    ctx.fillStyle = theme.color.fan80;
    ctx.fill();
  });
}

/** The limit's own 80 % interval, from today on. */
export function drawLimitBand(
  u: uPlot,
  theme: ChartTheme,
  limit: { low: number; high: number },
  todayAt: number,
): void {
  inPlot(u, (ctx, width) => {
    const left = u.valToPos(todayAt / 1000, 'x');
    const top = u.valToPos(limit.high, 'y');
    ctx.globalAlpha = 0.55;
    ctx.fillStyle = theme.color['bad-sh'];
    ctx.fillRect(left, top, width - left, u.valToPos(limit.low, 'y') - top);
    ctx.globalAlpha = 1;
  });
}

/** Early, likely and late day on the limit's line, with dotted lines down to their names on the axis. */
export function drawDate(
  u: uPlot,
  theme: ChartTheme,
  { date, notBeforeAt }: LoadForecast,
  load: number,
  dayOf: (at: number) => string,
): void {
  if (date === null) {
    if (notBeforeAt !== null) drawBound(u, theme, notBeforeAt, load, dayOf);
    return;
  }
  const x = (at: number) => u.valToPos(at / 1000, 'x');
  const y = Math.round(u.valToPos(load, 'y')) + 0.5;
  inPlot(u, (ctx, width, height) => {
    const [from, to] = [x(date.earlyAt), date.lateAt === null ? width : Math.min(width, x(date.lateAt))];
    ctx.strokeStyle = theme.color.bad;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(from, y);
    ctx.lineTo(to, y);
    for (const end of date.lateAt === null ? [from] : [from, to]) {
      ctx.moveTo(end, y - 5);
      ctx.lineTo(end, y + 5);
    }
    if (date.lateAt === null) {
      ctx.moveTo(to - 6, y - 4);
      ctx.lineTo(to - 1, y);
      ctx.lineTo(to - 6, y + 4);
    }
    ctx.stroke();
    ctx.lineWidth = 1;
    ctx.setLineDash([1, 3]);
    for (const at of [date.earlyAt, date.likelyAt, date.lateAt]) {
      if (at === null) continue;
      ctx.beginPath();
      ctx.moveTo(Math.round(x(at)) + 0.5, y);
      ctx.lineTo(Math.round(x(at)) + 0.5, height);
      ctx.stroke();
    }
    ctx.setLineDash([]);
  });
  dot(u, { x: date.likelyAt / 1000, y: load }, { fill: theme.color.card, ring: theme.color.bad, radius: 5 });
  nameDays(u, theme, date, dayOf);
}

/** A bound has no middle: one end and an arrow into the time after it. */
function drawBound(u: uPlot, theme: ChartTheme, at: number, load: number, dayOf: (at: number) => string): void {
  const left = u.valToPos(at / 1000, 'x');
  const y = Math.round(u.valToPos(load, 'y')) + 0.5;
  inPlot(u, (ctx, width) => {
    if (left > width) return;
    const to = Math.min(width - 1, left + 46);
    ctx.strokeStyle = theme.color.bad;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(left, y - 5);
    ctx.lineTo(left, y + 5);
    ctx.moveTo(left, y);
    ctx.lineTo(to, y);
    ctx.moveTo(to - 6, y - 4);
    ctx.lineTo(to, y);
    ctx.lineTo(to - 6, y + 4);
    ctx.stroke();
    const words = `not before ${dayOf(at)}`;
    const align = left > width - 110 ? 'right' : 'left';
    text(ctx, theme, words, [align === 'right' ? width - 2 : left + 2, y + 18], {
      color: theme.color.bad,
      weight: 600,
      align,
      halo: theme.color.card,
    });
  });
}

/** Whether a tick's name at `at` (s) would stand under one of the date's own. */
export function underDate(u: uPlot, forecast: LoadForecast | null, at: number): boolean {
  const { date } = forecast ?? {};
  if (!date) return false;
  const days = [date.earlyAt, date.likelyAt, date.lateAt].flatMap((day) => (day === null ? [] : [day / 1000]));
  const x = u.valToPos(at, 'x');
  return days.some((day) => Math.abs(u.valToPos(day, 'x') - x) < NAME_PX);
}

/** The likely day always; its ends where they do not touch it or leave the plot. */
function nameDays(
  u: uPlot,
  theme: ChartTheme,
  date: NonNullable<LoadForecast['date']>,
  dayOf: (at: number) => string,
): void {
  inPlot(
    u,
    (ctx, width, height) => {
      const baseline = height + BOTTOM_PX - 8;
      const taken: [number, number][] = [];
      const name = (at: number, weight: 400 | 600) => {
        ctx.font = `${weight} 12px ${theme.font}`;
        const words = dayOf(at);
        const half = ctx.measureText(words).width / 2;
        const middle = Math.min(width - half, Math.max(half, u.valToPos(at / 1000, 'x')));
        if (taken.some(([from, to]) => middle + half + 6 > from && middle - half - 6 < to)) return;
        taken.push([middle - half, middle + half]);
        ctx.fillStyle = theme.color.card;
        ctx.fillRect(middle - half - 4, height + 5, 2 * half + 8, BOTTOM_PX - 6);
        text(ctx, theme, words, [middle, baseline], { color: theme.color.bad, weight, align: 'center' });
      };
      name(date.likelyAt, 600);
      name(date.earlyAt, 400);
      if (date.lateAt !== null) name(date.lateAt, 400);
    },
    false,
  );
}
