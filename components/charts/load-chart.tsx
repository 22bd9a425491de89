'use client';
/** The load chart with its rail of finished steps below, on the same time scale. */
import { useEffect, useMemo, useState } from 'react';
import { forecastEnd, type LoadChartData } from '@/advisor/picture/load-chart';
import { formatDay } from '@/advisor/words/dates';
import { useZone } from '@/components/shell/zone';
import type { DeploymentMark } from '@/service/views/views';
import { LEFT_PX } from './axes';
import { useCharts } from './charts-provider';
import { DataTable } from './data-table';
import { loadSpec } from './load-spec';
import { Plot } from './plot';

export interface RailMark {
  at: number;
  title: string;
  by: 'telemetry' | 'person';
}

const DAY_S = 86_400;

export function LoadChart({ chart, done, height = 336 }: { chart: LoadChartData; done: RailMark[]; height?: number }) {
  const [zoom, setZoom] = useState<{ from: number; to: number } | null>(null);
  const whole = useMemo(() => wholeSpan(chart), [chart]);
  const span = zoom ?? whole;
  const deployments = useDeployments(chart);
  const spec = useMemo(() => loadSpec(chart, span, deployments), [chart, span, deployments]);
  const last = chart.days.at(-1);
  return (
    <div>
      <Plot
        spec={spec}
        height={height}
        time
        onZoom={(range) => setZoom(range && range.to - range.from > DAY_S ? range : null)}
        label={`Daily peaks of load on a log scale, ${chart.days.length} days${last ? `, the last ${Math.round(last.peak)}` : ''}`}
      />
      <Rail done={done} span={span} />
      <Deployments marks={deployments} />
      <DataTable
        caption="Load, daily peaks"
        unit="users"
        daily
        x={chart.days.map((d) => d.at / 1000)}
        values={chart.days.map((d) => d.peak)}
      />
      {chart.forecast ? (
        <DataTable
          caption="Load, forecast of daily peaks, middle of the 80 % band"
          unit="users"
          daily
          x={chart.forecast.at.map((at) => at / 1000)}
          values={chart.forecast.middle}
        />
      ) : null}
    </div>
  );
}

const NONE: DeploymentMark[] = [];

/** Of the weeks shown. They come after the line: nobody waits for them, and without them the chart is whole. */
function useDeployments(chart: LoadChartData): DeploymentMark[] {
  const { slug } = useCharts();
  const [marks, setMarks] = useState(NONE);
  const [from, to] = [chart.days[0]?.at ?? chart.todayAt, chart.todayAt];
  useEffect(() => {
    const stop = new AbortController();
    const asked = new URLSearchParams({ from: String(from), to: String(to + 1) });
    fetch(`/api/apps/${encodeURIComponent(slug)}/deployments?${asked}`, { signal: stop.signal })
      .then((response) => (response.ok ? response.json() : NONE))
      .then(setMarks)
      .catch(() => {});
    return () => stop.abort();
  }, [slug, from, to]);
  return marks;
}

/** The newest ones named; the others where they are pointed at. Its line is there before they are. */
function Deployments({ marks }: { marks: DeploymentMark[] }) {
  const zone = useZone();
  const named = marks.slice(-3).map(({ at, version }) => `${version} on ${formatDay(at, zone)}`);
  const more = marks.length - named.length;
  return (
    <p className="mt-1 line-clamp-2 min-h-4 text-2xs text-ink3" style={{ paddingLeft: LEFT_PX }}>
      {marks.length === 0 ? '' : `◆ deployments: ${more > 0 ? `${more} earlier, ` : ''}${named.join(', ')}`}
    </p>
  );
}

/** From the first day to today, or to where the forecast has its say, with a little air before the frame. */
export function wholeSpan(chart: LoadChartData): { from: number; to: number } {
  const today = chart.todayAt / 1000;
  const firstAt = chart.days[0]?.at ?? chart.todayAt;
  const from = Math.min(firstAt / 1000, today - 6 * DAY_S);
  const end = chart.forecast ? forecastEnd(chart.forecast, firstAt, chart.todayAt) / 1000 : today;
  return { from, to: Math.max(today + (today - from) * 0.03, end + (end - from) * 0.01) };
}

function Rail({ done, span }: { done: RailMark[]; span: { from: number; to: number } }) {
  const zone = useZone();
  const shown = done.filter((mark) => mark.at / 1000 >= span.from && mark.at / 1000 <= span.to);
  if (shown.length === 0) return null;
  const place = (at: number) => (100 * (at / 1000 - span.from)) / (span.to - span.from);
  return (
    <ul className="relative mt-1 mr-4 h-[34px]" style={{ marginLeft: LEFT_PX }} aria-label="Steps done">
      <li aria-hidden="true" className="absolute inset-x-0 top-[8px] border-line border-t" />
      {group(shown, place).map((marks) => {
        const left = place(marks[0]?.at ?? 0);
        const words = marks.length === 1 ? marks[0]?.title : `${marks.length} steps`;
        return (
          <li
            key={marks[0]?.title}
            className="absolute top-0 -translate-x-1/2 text-center"
            style={{ left: `${left}%` }}
            title={marks.map((mark) => `${mark.title}, ${formatDay(mark.at, zone)}`).join('\n')}
          >
            <RailTick by={marks.every((m) => m.by === 'person') ? 'person' : 'telemetry'} />
            <span
              className={`absolute top-[19px] block max-w-[110px] truncate whitespace-nowrap text-2xs text-ink3 max-sm:hidden ${side(left)}`}
            >
              {words}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Marks closer than a word's width share one tick, or their names would overlap. */
function group(marks: RailMark[], place: (at: number) => number): RailMark[][] {
  const groups: RailMark[][] = [];
  for (const mark of marks.toSorted((a, b) => a.at - b.at)) {
    const open = groups.at(-1)?.[0];
    if (open && place(mark.at) - place(open.at) < 14) groups.at(-1)?.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

function side(left: number): string {
  if (left < 8) return 'left-0';
  return left > 90 ? 'right-0' : 'left-1/2 -translate-x-1/2';
}

function RailTick({ by }: { by: 'telemetry' | 'person' }) {
  return (
    <svg viewBox="0 0 14 14" className="block size-[14px] bg-card" aria-hidden="true">
      <rect
        x=".75"
        y=".75"
        width="12.5"
        height="12.5"
        rx="3"
        className={by === 'telemetry' ? 'fill-ok stroke-ok' : 'fill-card stroke-ok'}
        strokeWidth="1.5"
      />
      <path
        d="M4 7.2l2.1 2.1L10.2 5"
        fill="none"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        className={by === 'telemetry' ? 'stroke-on-ok' : 'stroke-ok'}
      />
    </svg>
  );
}
