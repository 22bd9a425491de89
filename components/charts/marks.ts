/** What charts draw beside lines: shaded columns, labelled limits, diamonds. Sizes in CSS pixels, times in seconds. */
import type uPlot from 'uplot';
import type { DeploymentMark } from '@/service/views/views';
import type { Mark } from './pill';
import type { ChartTheme } from './theme';
import { clockOf, dayOf } from './ticks';

const DASH = [5, 3];

/** Runs a drawing inside the plot area in CSS pixels from its top left corner. */
export function inPlot(
  u: uPlot,
  draw: (ctx: CanvasRenderingContext2D, width: number, height: number) => void,
  clip = true,
): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  if (clip) {
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
  }
  ctx.translate(bbox.left, bbox.top);
  ctx.scale(ratio, ratio);
  draw(ctx, bbox.width / ratio, bbox.height / ratio);
  ctx.restore();
}

/** A shaded column from one time to another, at least two pixels wide so that a short one is seen. */
export function column(u: uPlot, from: number, to: number, fill: string): { left: number; width: number } {
  const left = u.valToPos(Math.max(from, u.scales.x?.min ?? from), 'x');
  const right = u.valToPos(Math.min(to, u.scales.x?.max ?? to), 'x');
  const width = Math.max(2, right - left);
  inPlot(u, (ctx, _width, height) => {
    ctx.fillStyle = fill;
    ctx.fillRect(left, 0, width, height);
  });
  return { left, width };
}

export interface TextStyle {
  color: string;
  weight?: 400 | 500 | 600;
  size?: number;
  align?: CanvasTextAlign;
  /** Colour of the ground behind, drawn around the letters so that lines do not cross them. */
  halo?: string;
}

/** One line of text; returns its width. */
export function text(
  ctx: CanvasRenderingContext2D,
  theme: ChartTheme,
  words: string,
  at: [x: number, y: number],
  style: TextStyle,
): number {
  ctx.font = `${style.weight ?? 400} ${style.size ?? 12}px ${theme.font}`;
  ctx.textAlign = style.align ?? 'left';
  ctx.textBaseline = 'alphabetic';
  if (style.halo) {
    ctx.strokeStyle = style.halo;
    ctx.lineWidth = 4;
    ctx.lineJoin = 'round';
    ctx.strokeText(words, ...at);
  }
  ctx.fillStyle = style.color;
  ctx.fillText(words, ...at);
  return ctx.measureText(words).width;
}

/** A dashed limit across the plot with its words on the line, right or left. */
export function limitLine(
  u: uPlot,
  theme: ChartTheme,
  limit: { y: number; words: string; align: 'left' | 'right'; halo?: string; below?: boolean },
): void {
  const y = Math.round(u.valToPos(limit.y, 'y')) + 0.5;
  inPlot(u, (ctx, width, height) => {
    ctx.strokeStyle = theme.color.bad;
    ctx.lineWidth = 1.25;
    ctx.setLineDash(DASH);
    ctx.beginPath();
    ctx.moveTo(0, y);
    ctx.lineTo(width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    // Above the line where there is room, else below it.
    const baseline = y > 18 && !limit.below ? y - 6 : Math.min(height - 4, y + 15);
    const x = limit.align === 'right' ? width - 1 : 8;
    text(ctx, theme, limit.words, [x, baseline], {
      color: theme.color.bad,
      align: limit.align,
      halo: limit.halo ?? theme.color.card,
    });
  });
}

/** A full or dotted vertical line with optional words above the plot. */
export function verticalLine(u: uPlot, x: number, style: { color: string; dash?: number[]; width?: number }): void {
  const left = Math.round(u.valToPos(x, 'x')) + 0.5;
  inPlot(
    u,
    (ctx, _width, height) => {
      ctx.strokeStyle = style.color;
      ctx.lineWidth = style.width ?? 1;
      ctx.setLineDash(style.dash ?? []);
      ctx.beginPath();
      ctx.moveTo(left, 0);
      ctx.lineTo(left, height);
      ctx.stroke();
    },
    false,
  );
}

/** What is said at the diamonds: the version, and when it was first seen. */
export function deploymentMarks(deployments: DeploymentMark[]): Mark[] {
  return deployments.map(({ at, version }) => {
    const seconds = at / 1000;
    return { at: seconds, words: `◆ ${version} from ${dayOf(seconds)}, ${clockOf(seconds)}` };
  });
}

/** A deployment: a small diamond standing on the axis. */
export function diamond(u: uPlot, at: number, fill: string): void {
  const { min, max } = u.scales.x ?? {};
  if (min == null || max == null || at < min || at > max) return;
  const x = u.valToPos(at, 'x');
  inPlot(
    u,
    (ctx, _width, height) => {
      ctx.fillStyle = fill;
      ctx.beginPath();
      ctx.moveTo(x, height - 3.5);
      ctx.lineTo(x + 3.5, height);
      ctx.lineTo(x, height + 3.5);
      ctx.lineTo(x - 3.5, height);
      ctx.fill();
    },
    false,
  );
}

/** A ring or a filled dot on a line, with the card's colour around it. */
export function dot(
  u: uPlot,
  at: { x: number; y: number },
  style: { fill: string; ring: string; radius?: number },
): void {
  const x = u.valToPos(at.x, 'x');
  const y = u.valToPos(at.y, 'y');
  inPlot(
    u,
    (ctx) => {
      ctx.beginPath();
      ctx.arc(x, y, style.radius ?? 4, 0, 2 * Math.PI);
      ctx.fillStyle = style.fill;
      ctx.strokeStyle = style.ring;
      ctx.lineWidth = 2;
      ctx.fill();
      ctx.stroke();
    },
    false,
  );
}
