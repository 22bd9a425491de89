/** Load against the phases: measured peaks, the forecast's fan, the first limit and the date on it. */
import { formatDay } from '../words/dates';
import { formatCount, formatNumber, formatShort } from '../words/format';
import { endWords, forecastEnd, type LoadChartData, type LoadForecast, loadScale, logSplits } from './load-chart';
import { circle, n, type Picture, type Shape, type Tone } from './shapes';

const WIDTH = 640;
const HEIGHT = 156;
const PLOT = { left: 40, right: 636, top: 8, bottom: 134 };
const BANDS: Tone[] = ['b1', 'b2', 'b3', 'b4'];
const TICK = 9.5;
/** Names on the time axis stand at least this far apart. */
const NAME_WIDTH = 46;
/** "33,300 on 21 Nov". */
const DATED_WIDTH = 110;

interface Place {
  chart: LoadChartData;
  low: number;
  high: number;
  until: number;
  x(at: number): number;
  y(load: number): number;
}

/** A version that began to run. */
export interface Deployed {
  at: number;
  version: string;
}

/** @param deployed marked on the axis, those of the days shown */
export function loadPicture(chart: LoadChartData, zone: string, deployed: readonly Deployed[] = []): Picture | null {
  if (chart.days.length < 2) return null;
  const place = placeOf(chart);
  const last = chart.days.at(-1);
  const shown = deployed.filter(({ at }) => at >= (chart.days[0]?.at ?? 0) && at <= place.until);
  return {
    width: WIDTH,
    height: HEIGHT,
    says: `Daily peaks of load${last ? `, ${formatNumber(Math.round(last.peak))} on ${formatDay(last.at, zone)}` : ''}${deployedWords(shown, zone)}`,
    shapes: [
      ...bands(place),
      ...fan(place),
      ...limit(place),
      ...measured(place, zone),
      ...dateMark(place),
      ...axes(place, zone),
      ...shown.map(({ at }) => diamond(place.x(at))),
    ],
  };
}

function deployedWords(deployed: readonly Deployed[], zone: string): string {
  const last = deployed.at(-1);
  if (last === undefined) return '';
  return `; ${formatCount(deployed.length, 'deployment')}, the last ${last.version} on ${formatDay(last.at, zone)}`;
}

/** A deployment: a small diamond standing on the axis. */
function diamond(x: number): Shape {
  return { kind: 'path', d: `M${x} ${PLOT.bottom - 3.2}l3.2 3.2l-3.2 3.2l-3.2 -3.2Z`, fill: 'ink3' };
}

function placeOf(chart: LoadChartData): Place {
  const { low, high } = loadScale(chart);
  const from = chart.days[0]?.at ?? chart.todayAt;
  const until = chart.forecast ? forecastEnd(chart.forecast, from, chart.todayAt) : chart.todayAt;
  const span = Math.max(1, until - from);
  const log = (load: number) => Math.log(Math.max(load, low) / low) / Math.log(high / low);
  return {
    chart,
    low,
    high,
    until,
    x: (at) => n(PLOT.left + ((at - from) / span) * (PLOT.right - PLOT.left - 12)),
    y: (load) => n(PLOT.bottom - Math.min(1, log(load)) * (PLOT.bottom - PLOT.top)),
  };
}

function bands({ chart, low, high, y }: Place): Shape[] {
  return chart.bands.flatMap((band, i): Shape[] => {
    const [top, bottom] = [y(Math.min(band.to ?? high, high)), y(Math.max(band.from, low))];
    if (bottom <= top) return [];
    const fill = BANDS[Math.min(i, 3)] as Tone;
    const shapes: Shape[] = [
      { kind: 'rect', x: PLOT.left, y: top, width: PLOT.right - PLOT.left, height: n(bottom - top), fill },
    ];
    if (band.from > low)
      shapes.push({ kind: 'path', d: `M${PLOT.left} ${bottom}H${PLOT.right}`, stroke: 'pl', width: 0.75 });
    if (bottom - top > 16)
      shapes.push(text(PLOT.left + 8, top + 13, [band.title, band.range].filter(Boolean).join(', '), 'ink2'));
    return shapes;
  });
}

function ahead({ chart, until }: Place): { forecast: LoadForecast; indexes: number[] } | null {
  const { forecast } = chart;
  const lastAt = chart.days.at(-1)?.at ?? 0;
  const indexes = forecast?.at.flatMap((at, i) => (at > lastAt && at <= until ? [i] : [])) ?? [];
  return forecast && indexes.length > 0 ? { forecast, indexes } : null;
}

function fan(place: Place): Shape[] {
  const some = ahead(place);
  const last = place.chart.days.at(-1);
  if (!some || !last) return [];
  const { forecast, indexes } = some;
  const line = (values: number[]) =>
    indexes.map((i) => `L${place.x(forecast.at[i] ?? 0)} ${place.y(values[i] ?? place.low)}`);
  const start = `M${place.x(last.at)} ${place.y(last.peak)}`;
  return [
    {
      kind: 'path',
      d: `${start}${line(forecast.high).join('')}${line(forecast.low).toReversed().join('')}Z`,
      fill: 'fan80',
    },
    { kind: 'path', d: `${start}${line(forecast.middle).join('')}`, stroke: 'accent', width: 1.25, dash: [1.5, 2.5] },
  ];
}

function limit({ chart, high, y }: Place): Shape[] {
  if (!chart.limit || chart.limit.load >= high) return [];
  const at = y(chart.limit.load);
  return [
    { kind: 'path', d: `M${PLOT.left} ${at}H${PLOT.right}`, stroke: 'bad', width: 1.25, dash: [5, 3] },
    // Under the line where the top of the plot is too near.
    text(PLOT.left + 8, at - PLOT.top < 14 ? at + 12 : at - 5, chart.limit.words, 'bad'),
  ];
}

function measured({ chart, x, y }: Place, zone: string): Shape[] {
  const d = chart.days.map((day, i) => `${i === 0 ? 'M' : 'L'}${x(day.at)} ${y(day.peak)}`).join('');
  const last = chart.days.at(-1);
  const shapes: Shape[] = [{ kind: 'path', d, stroke: 'accent', width: 1.75 }];
  if (!last) return shapes;
  const value = formatNumber(Number(last.peak.toPrecision(3)));
  // With its day where that has room: to the right of the line, under the forecast.
  const dated = chart.forecast !== null && x(last.at) + DATED_WIDTH < PLOT.right;
  const words = dated ? `${value} on ${formatDay(last.at, zone)}` : value;
  const left = x(last.at) + (dated ? 6 : -2);
  return [
    ...shapes,
    { kind: 'path', d: circle(x(last.at), y(last.peak), 3.5), fill: 'accent', stroke: 'card', width: 1.5 },
    {
      ...text(n(left), Math.min(PLOT.bottom - 4, y(last.peak) + 16), words, 'ink', true),
      anchor: dated ? 'start' : 'end',
    },
  ];
}

/** The date as a whisker on the limit. */
function dateMark({ chart, high, until, x, y }: Place): Shape[] {
  const date = chart.forecast?.date;
  if (!date || !chart.limit || chart.limit.load >= high) return [];
  const at = y(chart.limit.load);
  const [from, to, likely] = [x(date.earlyAt), x(Math.min(date.lateAt ?? until, until)), x(date.likelyAt)];
  const end = date.lateAt === null ? '' : `M${to} ${at - 4}V${at + 4}`;
  return [
    { kind: 'path', d: `M${from} ${at - 4}V${at + 4}M${from} ${at}H${to}${end}`, stroke: 'bad', width: 1.75 },
    { kind: 'path', d: `M${likely} ${at}V${PLOT.bottom}`, stroke: 'bad', width: 0.75, dash: [1, 2.5] },
    { kind: 'path', d: circle(likely, at, 3.5), fill: 'card', stroke: 'bad', width: 1.75 },
  ];
}

function axes(place: Place, zone: string): Shape[] {
  const { chart, low, high, x, y } = place;
  const loads = logSplits(low, high).map(
    (tick): Shape => ({ ...text(PLOT.left - 7, y(tick) + 3.5, formatShort(tick), 'ink3'), anchor: 'end' }),
  );
  return [{ kind: 'path', d: `M${PLOT.left} ${PLOT.bottom}H${PLOT.right}`, stroke: 'line2' }, ...loads, ...days(place)];

  /** The date first, then the end of what is measured, then what has room. */
  function days({ until }: Place): Shape[] {
    const from = chart.days[0]?.at ?? chart.todayAt;
    const date = chart.forecast?.date;
    const marks = [
      ...(date && chart.limit && chart.limit.load < high
        ? [{ at: date.likelyAt, words: formatDay(date.likelyAt, zone), tone: 'bad' as Tone, bold: true }]
        : []),
      { at: chart.todayAt, words: endWords(chart, formatDay(chart.todayAt, zone)), tone: 'ink' as Tone, bold: false },
      ...[0, 0.25, 0.5, 0.75].map((share) => {
        const at = from + (chart.todayAt - from) * share;
        return { at, words: formatDay(at, zone), tone: 'ink3' as Tone, bold: false };
      }),
    ];
    const taken: [number, number][] = [];
    return marks.flatMap(({ at, words, tone, bold }): Shape[] => {
      if (at > until + 1) return [];
      const half = Math.max(NAME_WIDTH, words.length * 5.2) / 2;
      const middle = Math.min(PLOT.right - half, Math.max(PLOT.left + half - 6, x(at)));
      if (taken.some(([a, b]) => middle + half > a && middle - half < b)) return [];
      taken.push([middle - half, middle + half]);
      return [{ ...text(n(middle), PLOT.bottom + 15, words, tone, bold), anchor: 'middle' }];
    });
  }
}

function text(x: number, y: number, words: string, tone: Tone, bold = false): Extract<Shape, { kind: 'text' }> {
  return { kind: 'text', x, y: n(y), text: words, tone, size: TICK, bold };
}
