/** Headroom signal by signal: how far each is from its limit, how sure that is, and what it rests on. */
import type { Advice, DateFinding, SignalHeadroom } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import { formatList, formatMultiple, formatNumber } from '@/advisor/words/format';
import {
  dateSentence,
  dayOfDate,
  demandOfLimit,
  signalHeadroomSentence,
  throughputSentence,
} from '@/advisor/words/sentences';
import { signalWord } from '@/advisor/words/signals';
import type { Wording } from '@/advisor/words/wording';
import { Breakable } from '@/components/ui/breakable';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { AppView } from '@/service/views/views';
import { definitionOf, titleOf } from './signal-order';
import { alongMultiple, WHISKER_TICKS, Whisker, WhiskerGrid } from './whisker';

export function HeadroomTable({ view, advice, wording }: { view: AppView; advice: Advice; wording: Wording }) {
  const { app } = view;
  const found = advice.headroom.bySignal.toSorted((a, b) => rank(a) - rank(b));
  // A young app has one reason for all of them: it is said once.
  const rows =
    found.some((row) => row.code !== 'cannot-tell') ||
    new Set(found.map((row) => sentence(row, view, wording))).size > 1
      ? found
      : [];
  const throughput = throughputSentence(advice.headroom);
  return (
    <Card
      id="headroom"
      title="Headroom by signal"
      note="multiple of today’s busiest minutes at which each limit is met"
      aside={
        <TextLink href={`/apps/${app.slug}/signals`}>
          {app.tabs.signalsHave} of {app.tabs.signalsAll} signals
        </TextLink>
      }
    >
      {rows.length === 0 ? (
        <p className="text-pretty py-2 text-ink2 text-sm">
          {found[0]
            ? `${sentence(found[0], view, wording)} Then ${formatList(found.map((row) => signalWord(row.signal)))} appear here, the nearest limit first.`
            : 'No signal with a limit arrives yet.'}{' '}
          It takes five days of data, three of them busy.
        </p>
      ) : null}
      <table className={`w-full text-sm ${rows.length === 0 ? 'hidden' : ''}`}>
        <thead className="text-ink3 text-xs">
          <tr className="border-line border-b">
            <th scope="col" className="py-1.5 pr-2 text-left font-normal">
              signal
            </th>
            <th scope="col" className="px-2 text-right font-normal max-md:hidden">
              {loadWords(advice)}
            </th>
            <th scope="col" className="relative w-[30%] px-4 font-normal max-sm:hidden">
              <span className="relative mx-2 block h-4 min-w-32">
                {WHISKER_TICKS.map((tick) => (
                  <span
                    key={tick}
                    className={`absolute -translate-x-1/2 ${tick === 3 ? 'max-2xl:hidden' : ''}`}
                    style={{ left: `${alongMultiple(tick)}%` }}
                  >
                    {tick}×
                  </span>
                ))}
              </span>
            </th>
            <th scope="col" className="px-2 text-right font-normal">
              multiple
            </th>
            <th scope="col" className="px-2 text-right font-normal max-sm:hidden">
              about
            </th>
            <th scope="col" className="pl-4 text-left font-normal max-lg:hidden xl:max-[1359px]:hidden">
              from, and how it fits
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.signal} ${row.thresholdId}`} row={row} view={view} advice={advice} wording={wording} />
          ))}
        </tbody>
      </table>
      {throughput === null ? null : <p className="pt-3 text-pretty text-ink2 text-xs">{throughput}</p>}
    </Card>
  );
}

function Row({ row, view, advice, wording }: { row: SignalHeadroom; view: AppView; advice: Advice; wording: Wording }) {
  const fits = row.code === 'fits' ? row : null;
  const finding = advice.signals.find((s) => s.signal === row.signal);
  const first = advice.headroom.first.includes(row.signal) && fits !== null;
  return (
    <tr className="border-line border-b last:border-0">
      <th scope="row" className="whitespace-nowrap py-2 pr-2 text-left font-normal text-ink">
        {titleOf(definitionOf(view.signals, row.signal))}
      </th>
      {fits ? (
        <>
          <td className="whitespace-nowrap px-2 text-right text-ink2 max-md:hidden">{demandOfLimit(fits)}</td>
          <td className="relative px-4 max-sm:hidden">
            <span className="absolute inset-y-0 right-6 left-6">
              <WhiskerGrid />
            </span>
            <span className="relative mx-2 block">
              <Whisker low={fits.low} likely={fits.multiple} high={fits.high} first={first} />
            </span>
          </td>
          <td
            className={`whitespace-nowrap px-2 text-right font-semibold ${first ? 'text-bad' : 'text-ink'}`}
            title={`${formatMultiple(fits.low)} to ${formatMultiple(fits.high)}`}
          >
            {fits.moreThan ? `> ${formatMultiple(fits.moreThan)}` : formatMultiple(fits.multiple)}
          </td>
        </>
      ) : (
        <>
          <td colSpan={2} className="px-4 py-2 text-right text-pretty text-ink2 text-xs max-md:hidden">
            {sentence(row, view, wording)}
          </td>
          <td className="px-4 text-ink2 text-xs max-sm:hidden md:hidden">{sentence(row, view, wording)}</td>
          <td className="px-2 py-1.5 text-right text-ink3">
            <span className="max-sm:hidden">–</span>
            <span className="text-xs sm:hidden">{sentence(row, view, wording)}</span>
          </td>
        </>
      )}
      <LimitDate date={advice.dates?.limits.find((it) => it.thresholdId === row.thresholdId)?.date} wording={wording} />
      <td className="min-w-36 py-1 pl-4 min-[1440px]:min-w-52 text-ink3 text-xs max-lg:hidden xl:max-[1359px]:hidden">
        <code className="block text-2xs text-ink2">
          {finding && finding.code !== 'missing' ? <Breakable text={finding.use.metrics.join(', ')} /> : ''}
        </code>
        {fits ? (
          <span className="block min-w-36">
            linear, R² {fits.r2.toFixed(2)}, {fits.days} days{sinceChange(fits.changedAt)}
          </span>
        ) : null}
      </td>
    </tr>
  );
}

/** The likely day, the rest on hover; a dash where the multiple's own reason says why. */
function LimitDate({ date, wording }: { date: DateFinding | undefined; wording: Wording }) {
  const words =
    date?.code === 'date'
      ? dayOfDate(date.likelyAt, wording)
      : date?.code === 'not-before'
        ? `after ${dayOfDate(date.earlyAt, wording)}`
        : null;
  return (
    <td
      className={`whitespace-nowrap px-2 text-right max-sm:hidden ${words ? 'text-ink' : 'text-ink3'}`}
      title={date ? dateSentence(date, wording) : undefined}
    >
      {words ?? '–'}
    </td>
  );
}

const sinceChange = (at: number | undefined) => (at === undefined ? '' : ` since it changed on ${formatDay(at)}`);

function sentence(row: SignalHeadroom, view: AppView, wording: Wording): string {
  const words = signalHeadroomSentence(row, view.signals, wording);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function loadWords(advice: Advice): string {
  return advice.load.code === 'load'
    ? `busiest minutes, ${formatNumber(Math.round(advice.load.peakValue))} users`
    : 'in the busiest minutes';
}

/** Crossed first, then the nearest limit, then those without a number. */
function rank(row: SignalHeadroom): number {
  if (row.code === 'crossed') return 0;
  if (row.code === 'grows-with-time') return row.days / 365;
  if (row.code === 'fits') return row.multiple;
  // By its share: a disk has no multiple, and stands where one of the same urgency would.
  if (row.code === 'fills') return row.sizeBytes / Math.max(1, row.usedBytes);
  return row.code === 'does-not-rise' ? 1e6 : 2e6;
}
