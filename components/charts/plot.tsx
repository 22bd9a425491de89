'use client';
/** The one place that touches uPlot: loads it when needed, sizes it, follows theme and shared cursor, takes keys. */
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import { pageCursor } from './cursor-bus';
import { attachPill, type Mark, type Pill } from './pill';
import { type ChartTheme, onThemeChange, readTheme } from './theme';

type PlotOptions = Omit<uPlot.Options, 'width' | 'height' | 'cursor' | 'legend' | 'title'>;

/** Asked for as soon as a page knows that it will draw, while its data are still on the way. */
export function loadPlotter(): Promise<typeof uPlot> {
  return import('uplot').then((loaded) => loaded.default);
}

export interface PlotSpec {
  data: uPlot.AlignedData;
  /** Called again for every theme and width. */
  options(theme: ChartTheme, width: number, lib: typeof uPlot): PlotOptions;
  /**
   * What the value pill says at a data index, and at which y value it stands. Null: no pill there. `y` is where
   * a mouse points, null for keys and for the cursor of another chart.
   */
  pill?(index: number, y: number | null): Pill | null;
  /** Said when the cursor is at one; the chart draws them itself. */
  marks?: Mark[];
}

export interface PlotProps {
  spec: PlotSpec;
  height: number;
  /** Said by a screen reader instead of the picture. */
  label: string;
  /** x is time: follow and move the page's cursor. */
  time?: boolean;
  /** After a drag along x, in x units; null after a double click. */
  onZoom?(range: { from: number; to: number } | null): void;
  /** After a key or a pointer moved the cursor, in x units (bill chart). */
  onPoint?(x: number | null): void;
}

/** The name of the browser's measure of each drawing. */
const DRAWN = 'headroom-chart';

/** Height is reserved before uPlot arrives, so nothing on the page moves when it does. */
export function Plot({ spec, height, label, time = false, onZoom, onPoint }: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const byMouse = useRef(false);
  const handlers = useRef({ onZoom, onPoint });
  handlers.current = { onZoom, onPoint };

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let lib: typeof uPlot | null = null;
    let ended = false;
    const self = {};
    let following = false;

    const moveTo = (at: number | null) => {
      const u = plot.current;
      if (!u) return;
      following = true;
      byMouse.current = false;
      const { min, max } = u.scales.x ?? {};
      const inside = at !== null && min != null && max != null && at >= min && at <= max;
      u.setCursor(inside ? { left: u.valToPos(at, 'x'), top: u.over.clientHeight / 2 } : { left: -10, top: -10 });
      following = false;
    };

    const draw = () => {
      if (!lib || ended) return;
      const width = element.clientWidth;
      if (width === 0) return;
      const showPill = spec.pill ? attachPill(spec.pill, spec.marks) : null;
      const options = spec.options(readTheme(element), width, lib);
      const startedAt = performance.now();
      const next = new lib(
        {
          ...options,
          width,
          height,
          legend: { show: false },
          cursor: {
            y: false,
            points: { show: false },
            drag: { x: Boolean(handlers.current.onZoom), y: false, setScale: false, dist: 8 },
            bind: {
              dblclick: () => () => {
                handlers.current.onZoom?.(null);
                return null;
              },
            },
          },
          hooks: {
            ...options.hooks,
            // What drawing took, for whoever measures the page.
            ready: [() => performance.measure(DRAWN, { start: startedAt, end: performance.now() })],
            setCursor: [
              (u) => {
                showPill?.(u, byMouse.current);
                const index = (u.cursor.left ?? -1) >= 0 ? u.cursor.idx : null;
                const x = index == null ? null : (u.data[0][index] ?? null);
                if (following) return;
                if (time) pageCursor.say(x, self);
                handlers.current.onPoint?.(x);
              },
            ],
            setSelect: [
              (u) => {
                if (u.select.width < 8) return;
                const from = u.posToVal(u.select.left, 'x');
                const to = u.posToVal(u.select.left + u.select.width, 'x');
                u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                handlers.current.onZoom?.({ from, to });
              },
            ],
          },
        },
        spec.data,
        element,
      );
      plot.current?.destroy();
      plot.current = next;
      if (time) moveTo(pageCursor.at());
    };

    const resize = new ResizeObserver(draw);
    loadPlotter().then((loaded) => {
      if (ended) return;
      lib = loaded;
      resize.observe(element);
    });
    const stopTheme = onThemeChange(draw);
    const stopCursor = time ? pageCursor.follow((at, from) => from !== self && moveTo(at)) : () => {};
    return () => {
      ended = true;
      resize.disconnect();
      stopTheme();
      stopCursor();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [spec, height, time]);

  return (
    <div
      ref={host}
      role="img"
      aria-label={`${label}. Arrow keys move the cursor, double click shows all.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor is moved by keys
      tabIndex={0}
      className="relative w-full rounded-xs outline-offset-4"
      style={{ height }}
      onPointerMove={() => {
        byMouse.current = true;
      }}
      onKeyDown={(event) => {
        byMouse.current = false;
        onKey(event, plot.current, handlers.current.onZoom);
      }}
      onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
    />
  );
}

function onKey(event: React.KeyboardEvent, u: uPlot | null, onZoom: PlotProps['onZoom']): void {
  if (!u) return;
  const last = u.data[0].length - 1;
  // The first key lands on the newest value, not on the emptiness after it.
  const newest = (u.data.at(-1) as (number | null)[]).findLastIndex((value) => value != null);
  const now = (u.cursor.left ?? -1) >= 0 ? (u.cursor.idx ?? last) : newest + 1;
  const by = event.shiftKey ? 10 : 1;
  const targets: Record<string, number> = { ArrowLeft: now - by, ArrowRight: now + by, Home: 0, End: last };
  if (event.key === 'Escape') {
    u.setCursor({ left: -10, top: -10 });
    onZoom?.(null);
    return;
  }
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  const x = u.data[0][Math.max(0, Math.min(last, target))];
  if (x != null) u.setCursor({ left: u.valToPos(x, 'x'), top: u.over.clientHeight / 2 });
}
