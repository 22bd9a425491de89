/** Load against the phases as plain SVG: prints sharp, in black and white, without a script. */
import { formatDay } from '@/advisor/words/dates';
import { formatNumber, formatShort } from '@/advisor/words/format';
import { forecastEnd, type LoadForecast } from '@/components/charts/load-forecast';
import { type LoadChartData, loadScale } from '@/components/charts/load-spec';
import { logSplits } from '@/components/charts/ticks';

const WIDTH = 640;
const HEIGHT = 158;
const PLOT = { left: 44, right: 632, top: 18, bottom: 140 };
const BANDS = ['fill-b1', 'fill-b2', 'fill-b3', 'fill-b4'];

export function LoadSvg({ chart, zone }: { chart: LoadChartData; zone?: string }) {
  const { low, high } = loadScale(chart);
  const from = chart.days[0]?.at ?? chart.todayAt;
  const until = chart.forecast ? forecastEnd(chart.forecast, from, chart.todayAt) : chart.todayAt;
  const span = Math.max(1, until - from);
  const x = (at: number) => PLOT.left + ((at - from) / span) * (PLOT.right - PLOT.left - 8);
  const y = (load: number) =>
    PLOT.bottom - (Math.log(Math.max(load, low) / low) / Math.log(high / low)) * (PLOT.bottom - PLOT.top);
  const line = chart.days
    .map((day, i) => `${i === 0 ? 'M' : 'L'}${x(day.at).toFixed(1)} ${y(day.peak).toFixed(1)}`)
    .join('');
  const last = chart.days.at(-1);
  const { forecast, limit } = chart;
  const ahead = forecast?.at.flatMap((at, i) => (at > (last?.at ?? 0) && at <= until ? [i] : [])) ?? [];
  const path = (line: number[]) =>
    ahead.map((i) => `L${x(forecast?.at[i] ?? 0).toFixed(1)} ${Math.max(PLOT.top, y(line[i] ?? low)).toFixed(1)}`);
  const start = last ? `M${x(last.at).toFixed(1)} ${y(last.peak).toFixed(1)}` : '';
  const ticks = Array.from({ length: 5 }, (_, i) => from + ((chart.todayAt - from) * i) / 4);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="block w-full min-w-[560px] text-[9.5px]"
      role="img"
      aria-label={`Daily peaks of load${last ? `, ${formatNumber(Math.round(last.peak))} on the last day` : ''}`}
    >
      {chart.bands.map((band, i) => {
        const [top, bottom] = [y(Math.min(band.to ?? high, high)), y(Math.max(band.from, low))];
        if (bottom - top <= 0) return null;
        return (
          <g key={band.title}>
            <rect
              x={PLOT.left}
              width={PLOT.right - PLOT.left}
              y={top}
              height={bottom - top}
              className={BANDS[Math.min(i, 3)]}
            />
            {band.from > low ? <path d={`M${PLOT.left} ${bottom}H${PLOT.right}`} className="stroke-pl" /> : null}
            {bottom - top > 16 ? (
              <text x={PLOT.left + 8} y={top + 14} className="fill-ink2">
                <tspan fontWeight="600">{band.title}</tspan> {band.range}
              </text>
            ) : null}
          </g>
        );
      })}
      {logSplits(low, high).map((tick) => (
        <text key={tick} x={PLOT.left - 8} y={y(tick) + 3.5} textAnchor="end" className="fill-ink3">
          {formatShort(tick)}
        </text>
      ))}
      {forecast && ahead.length > 0 && last ? (
        <path
          d={`${start}${path(forecast.high).join('')}${path(forecast.low).toReversed().join('')}Z`}
          className="fill-fan80"
        />
      ) : null}
      {chart.limit && chart.limit.load < high ? (
        <g>
          <path
            d={`M${PLOT.left} ${y(chart.limit.load)}H${PLOT.right}`}
            className="stroke-bad"
            strokeWidth="1.25"
            strokeDasharray="5 3"
          />
          <text x={PLOT.left + 8} y={y(chart.limit.load) - 5} className="fill-bad">
            {chart.limit.words}
          </text>
        </g>
      ) : null}
      {forecast && ahead.length > 0 && last ? (
        <path
          d={`${start}${path(forecast.middle).join('')}`}
          fill="none"
          className="stroke-accent"
          strokeWidth="1.25"
          strokeDasharray="1.5 2.5"
        />
      ) : null}
      <path d={line} fill="none" className="stroke-accent" strokeWidth="1.75" strokeLinejoin="round" />
      {forecast?.date && limit && limit.load < high ? (
        <DateMark date={forecast.date} place={{ x, y: y(limit.load), until }} />
      ) : null}
      {last ? (
        <g>
          <circle cx={x(last.at)} cy={y(last.peak)} r="3.5" className="fill-accent stroke-card" strokeWidth="1.5" />
          <text x={x(last.at) - 2} y={y(last.peak) + 16} textAnchor="end" fontWeight="600" className="fill-ink">
            {formatNumber(Number(last.peak.toPrecision(3)))}
          </text>
        </g>
      ) : null}
      <path d={`M${PLOT.left} ${PLOT.bottom}H${PLOT.right}`} className="stroke-line2" />
      {ticks.map((at, i) => (
        <text
          key={at}
          x={x(at)}
          y={PLOT.bottom + 14}
          textAnchor={i === 0 ? 'start' : i === 4 && until === chart.todayAt ? 'end' : 'middle'}
          className="fill-ink3"
        >
          {i === 4 ? `today, ${formatDay(at, zone)}` : formatDay(at, zone)}
        </text>
      ))}
    </svg>
  );
}

/** The date as a whisker on the limit, its days on the axis. */
function DateMark({
  date: { earlyAt, likelyAt, lateAt },
  place: { x, y, until },
}: {
  date: NonNullable<LoadForecast['date']>;
  place: { x(at: number): number; y: number; until: number };
}) {
  const [from, to] = [x(earlyAt), x(Math.min(lateAt ?? until, until))];
  const likely = x(likelyAt);
  return (
    <g>
      <path
        d={`M${from} ${y - 4}V${y + 4}M${from} ${y}H${to}${lateAt === null ? '' : `M${to} ${y - 4}V${y + 4}`}`}
        className="stroke-bad"
        strokeWidth="1.75"
      />
      <path d={`M${likely} ${y}V${PLOT.bottom}`} className="stroke-bad" strokeWidth=".75" strokeDasharray="1 2.5" />
      <circle cx={likely} cy={y} r="3.5" className="fill-card stroke-bad" strokeWidth="1.75" />
      {/* On the ground of the sheet, so that a tick's name behind it does not show. */}
      <rect x={likely - 24} y={PLOT.bottom + 4} width="48" height="13" className="fill-card" />
      <text x={likely} y={PLOT.bottom + 14} textAnchor="middle" fontWeight="600" className="fill-bad">
        {formatDay(likelyAt, 'UTC')}
      </text>
    </g>
  );
}
