/** The bill at any load, both axes logarithmic: likely line, low–high band, and the roadmap's own ranges as dashed boxes. */
import type uPlot from 'uplot';
import { logSplits } from '@/advisor/picture/load-chart';
import { currencySign, formatMoney, formatMoneyRange, formatShort, formatUsdRange } from '@/advisor/words/format';
import { rangeBeside } from '@/advisor/words/names';
import { timeAxis, valueAxis } from '@/components/charts/axes';
import { dot, inPlot, text, verticalLine } from '@/components/charts/marks';
import type { PlotSpec } from '@/components/charts/plot';
import { bandColor, type ChartTheme } from '@/components/charts/theme';

export interface BillChartData {
  /** Of every sum; absent: US dollars. The documents' boxes are left out where it is another. */
  currency?: string | undefined;
  curve: { load: number; cents: number; lowCents: number; highCents: number }[];
  phases: {
    title: string;
    from: number;
    to: number | null;
    roadmap: { lowUsd: number; highUsd: number | null } | null;
  }[];
  now: { load: number; cents: number } | null;
  next: { load: number; cents: number; title: string } | null;
  whatIf: { load: number; cents: number; words: string } | null;
}

export interface BillScale {
  x: [number, number];
  y: [number, number];
}

/** All of the curve that surrounds today and the what-if by a factor of ten or so. */
export function billScale({ curve, phases, now, next, whatIf }: BillChartData): BillScale {
  const marks = [now, next, whatIf].filter((m) => m !== null);
  const loads = curve.map((p) => p.load);
  const low = Math.max(Math.min(...loads), Math.min(...marks.map((m) => m.load), Number.POSITIVE_INFINITY) / 8);
  const high = Math.min(Math.max(...loads), Math.max(...marks.map((m) => m.load), 0) * 10 || Number.POSITIVE_INFINITY);
  const shown = curve.filter((p) => p.load >= low && p.load <= high);
  const cents = shown.flatMap((p) => [p.lowCents, p.highCents, p.cents]).filter((c) => c > 0);
  const floor = Math.min(...cents, ...marks.map((m) => m.cents).filter((c) => c > 0));
  const top = Math.max(...cents, ...marks.map((m) => m.cents));
  // The document's boxes of the phases shown are seen whole.
  const boxes = phases.filter((p) => p.from < high && (p.to ?? high) > low).flatMap((p) => p.roadmap?.lowUsd ?? []);
  return { x: [low, high], y: [Math.min(floor / 200, ...boxes.map((usd) => usd / 1.25)), (top / 100) * 2] };
}

type Curve = BillChartData['curve'];

/** A new phase changes the bill at its border, not on the way between two points: the line breaks there. */
export function broken({ curve, phases }: Pick<BillChartData, 'curve' | 'phases'>): Curve {
  const borders = phases.map(({ from }) => from);
  return curve.flatMap((point, i) => {
    const before = curve[i - 1];
    const border = before && borders.find((at) => before.load < at && at <= point.load);
    if (!before || border === undefined) return [point];
    const gap = { load: border * (1 - 1e-9), cents: 0, lowCents: 0, highCents: 0 };
    const begins = border < point.load ? [{ ...point, load: border }] : [];
    return [{ ...before, load: border * (1 - 2e-9) }, gap, ...begins, point];
  });
}

export function billSpec(chart: BillChartData): PlotSpec {
  const scale = billScale(chart);
  // What begins at the right edge is not in sight.
  const edge = chart.phases.some(({ from }) => from === scale.x[1]) ? scale.x[1] * (1 - 5e-10) : scale.x[1];
  const curve = broken(chart).filter(({ load }) => load <= edge);
  const dollars = (key: 'cents' | 'lowCents' | 'highCents') => curve.map((p) => (p[key] > 0 ? p[key] / 100 : null));
  const likely = dollars('cents');
  return {
    data: [curve.map((p) => p.load), dollars('highCents'), dollars('lowCents'), likely],
    pill: (index) => {
      const point = curve[index];
      const y = likely[index];
      if (!point || y == null) return null;
      return {
        text: `${formatShort(Number(point.load.toPrecision(3)))} users: ${formatMoney(point.cents, chart.currency)}${point.lowCents === point.highCents ? '' : ` (${formatMoneyRange(point.lowCents, point.highCents, chart.currency)})`}`,
        y,
      };
    },
    options: (theme, width) => ({
      padding: [30, 18, 0, 0],
      scales: { x: { time: false, distr: 3, range: scale.x }, y: { distr: 3, range: () => scale.y } },
      axes: [
        loadAxis(theme, width, scale),
        valueAxis(
          theme,
          logSplits(...scale.y),
          (v) => `${currencySign(chart.currency)}${v.toLocaleString('en-US')}`,
          58,
        ),
      ],
      series: [
        {},
        { stroke: 'transparent', width: 0, points: { show: false } },
        { stroke: 'transparent', width: 0, points: { show: false } },
        { stroke: theme.color.accent, width: 1.75, points: { show: false } },
      ],
      bands: [{ series: [1, 2], fill: theme.color.fan80 }],
      hooks: {
        drawClear: [(u) => drawPhases(u, theme, chart, scale)],
        draw: [
          (u) => {
            drawRoadmap(u, theme, chart, scale);
            drawMarks(u, theme, chart);
          },
        ],
      },
    }),
  };
}

function loadAxis(theme: ChartTheme, width: number, scale: BillScale): uPlot.Axis {
  const splits = logSplits(...scale.x).filter((_, i, all) => all.length <= width / 60 || i % 2 === 0);
  return {
    ...timeAxis(theme, width),
    scale: 'x',
    splits: () => splits,
    filter: (_u, all) => all,
    values: (_u, all) => all.map((v) => (v == null ? '' : formatShort(v))),
  };
}

function drawPhases(u: uPlot, theme: ChartTheme, chart: BillChartData, scale: BillScale): void {
  chart.phases.forEach((phase, i) => {
    const span = spanOf(u, phase, scale);
    if (!span) return;
    inPlot(u, (ctx, _width, height) => {
      ctx.fillStyle = bandColor(theme, i);
      ctx.fillRect(span.left, 0, span.right - span.left, height);
    });
    inPlot(u, (ctx) => nameSpan(ctx, theme, phase, span), false);
  });
}

/** The whole name with its range, the name alone, or as much of it as its span holds. */
function nameSpan(
  ctx: CanvasRenderingContext2D,
  theme: ChartTheme,
  phase: BillChartData['phases'][number],
  span: { left: number; right: number },
): void {
  const room = span.right - span.left - 8;
  const fits = (words: string) => {
    ctx.font = `600 12px ${theme.font}`;
    return ctx.measureText(words).width <= room;
  };
  let words = phase.title;
  while (words.length > 3 && !fits(words)) words = `${words.slice(0, -2).trimEnd()}…`;
  if (!fits(words)) return;
  const width = text(ctx, theme, words, [span.left + 2, -9], { color: theme.color.ink, weight: 600 });
  const range = rangeBeside(phase);
  if (width + 8 + range.length * 7 < room)
    text(ctx, theme, range, [span.left + width + 8, -9], { color: theme.color.ink3 });
}

function drawRoadmap(u: uPlot, theme: ChartTheme, chart: BillChartData, scale: BillScale): void {
  for (const phase of chart.phases) {
    const span = spanOf(u, phase, scale);
    if (!span || !phase.roadmap) continue;
    const top = u.valToPos(Math.min(phase.roadmap.highUsd ?? scale.y[1], scale.y[1] * 1.2), 'y');
    const bottom = u.valToPos(Math.max(phase.roadmap.lowUsd, scale.y[0] / 1.2), 'y');
    const words = `roadmap ${formatUsdRange(phase.roadmap.lowUsd, phase.roadmap.highUsd)}`;
    inPlot(u, (ctx) => {
      ctx.strokeStyle = theme.color.ink3;
      ctx.setLineDash([3, 3]);
      ctx.strokeRect(span.left + 1.5, Math.round(top) + 0.5, span.right - span.left - 3, Math.round(bottom - top));
      ctx.setLineDash([]);
      // On a narrow chart the sums stand here; the table below names the range.
      if (span.right - span.left > 200)
        text(ctx, theme, words, [span.right - 8, bottom - 8], { color: theme.color.ink2, align: 'right', size: 11 });
    });
  }
}

function drawMarks(u: uPlot, theme: ChartTheme, chart: BillChartData): void {
  const { now, next, whatIf } = chart;
  const ring = theme.color.card;
  if (whatIf) {
    verticalLine(u, whatIf.load, { color: theme.color.ink });
    dot(u, { x: whatIf.load, y: whatIf.cents / 100 }, { fill: theme.color.accent, ring, radius: 5 });
    label(u, theme, chart, { load: whatIf.load, cents: whatIf.cents, words: whatIf.words, above: true });
  }
  if (next) {
    dot(u, { x: next.load, y: next.cents / 100 }, { fill: ring, ring: theme.color.accent, radius: 4.5 });
    label(u, theme, chart, { load: next.load, cents: next.cents, words: `in ${next.title}`, above: false });
  }
  if (now) {
    dot(u, { x: now.load, y: now.cents / 100 }, { fill: theme.color.accent, ring, radius: 4.5 });
    label(u, theme, chart, { load: now.load, cents: now.cents, words: 'now', above: true });
  }
}

interface Mark {
  load: number;
  cents: number;
  words: string;
  above: boolean;
}

/** The sum bold, what it is quieter; left of the point where it would leave the chart. */
function label(u: uPlot, theme: ChartTheme, chart: BillChartData, mark: Mark): void {
  const x = u.valToPos(mark.load, 'x');
  const y = u.valToPos(mark.cents / 100, 'y');
  inPlot(
    u,
    (ctx, width) => {
      const sum = formatMoney(mark.cents, chart.currency);
      ctx.font = `600 14px ${theme.font}`;
      const sumWidth = ctx.measureText(sum).width;
      ctx.font = `400 12px ${theme.font}`;
      const fits = mark.above || x + 15 + sumWidth + ctx.measureText(mark.words).width < width;
      const words = fits ? mark.words : 'next';
      const whole = sumWidth + 5 + ctx.measureText(words).width;
      const left = mark.above ? Math.max(2, x - whole - 10) : Math.min(width - whole - 2, x + 10);
      const baseline = mark.above ? y - 9 : y + 24;
      const halo = bandColor(
        theme,
        Math.max(
          0,
          chart.phases.findLastIndex((p) => p.from <= mark.load),
        ),
      );
      text(ctx, theme, sum, [left, baseline], { color: theme.color.ink, weight: 600, size: 14, halo });
      text(ctx, theme, words, [left + sumWidth + 5, baseline], { color: theme.color.ink2, halo });
    },
    false,
  );
}

function spanOf(
  u: uPlot,
  phase: { from: number; to: number | null },
  scale: BillScale,
): { left: number; right: number } | null {
  const from = Math.max(phase.from, scale.x[0]);
  const to = Math.min(phase.to ?? scale.x[1], scale.x[1]);
  return to <= from ? null : { left: u.valToPos(from, 'x'), right: u.valToPos(to, 'x') };
}
