/**
 * Numbers, money, dates and durations as people read them: two to three significant digits, a unit
 * always, dates as they are said ("14 Mar"). Pure: the zone and "now" come in as arguments, so that
 * page, report and test print the same. The exact value belongs in a title attribute: `exactNumber`.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/advisor/types';

/** An en dash for ranges, a real minus for negative numbers, a multiplication sign for multiples. */
const MINUS = '−';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });

/**
 * A number to `digits` significant digits, grouped by thousands; whole numbers below 100,000 keep all
 * their digits, because people compare them with what they see elsewhere ("11,240 of 10,000").
 */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  if (Number.isInteger(value) && Math.abs(value) < 100_000) return signed(grouped.format(Math.abs(value)), value);
  const rounded = Number(Math.abs(value).toPrecision(digits));
  return rounded === 0 ? '0' : signed(grouped.format(rounded), value);
}

/** Every digit that is known, for a title attribute. */
export function exactNumber(value: number, unit?: string): string {
  const text = Number.isFinite(value) ? signed(grouped.format(Math.abs(value)), value) : '–';
  return unit ? withUnit(text, unit) : text;
}

/** 0.97 → "0.97×", 1.72 → "1.7×", 5 → "5.0×", 12.4 → "12×". Never more digits than a fit can carry. */
export function formatMultiple(multiple: number): string {
  return `${multipleDigits(multiple)}×`;
}

/** 1.4, 2.1 → "1.4–2.1×"; with more digits where the ends would read the same: "1.53–1.56×". */
export function formatMultipleRange(low: number, high: number): string {
  const { range } = formatMultipleWithRange({ multiple: low, low, high });
  return range === null ? formatMultiple(low) : `${range}×`;
}

/**
 * A multiple and its interval, for "1.7× (1.4–2.1)": one more digit on both where the
 * ends would read the same. Null where even those do not: then the interval says nothing.
 */
export function formatMultipleWithRange(of: { multiple: number; low: number; high: number }): {
  multiple: string;
  range: string | null;
} {
  for (let more = 0; more <= 1; more++) {
    const [low, high] = [multipleDigits(of.low, more), multipleDigits(of.high, more)];
    if (low !== high) return { multiple: `${multipleDigits(of.multiple, more)}×`, range: `${low}–${high}` };
  }
  return { multiple: formatMultiple(of.multiple), range: null };
}

function multipleDigits(multiple: number, more = 0): string {
  if (!Number.isFinite(multiple)) return '–';
  if (multiple >= 9.95) return more === 0 ? grouped.format(Math.round(multiple)) : multiple.toFixed(more);
  if (multiple >= 0.995) return multiple.toFixed(1 + more);
  return String(Number(multiple.toFixed(2 + more)));
}

/** A load in short: 50,000 → "50K", 2,500,000 → "2.5M". */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return '–';
  for (const [size, letter] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ] as const) {
    if (Math.abs(value) >= size) return `${grouped.format(Number((value / size).toPrecision(3)))}${letter}`;
  }
  return formatNumber(value);
}

/** A phase's range of load: "0–50K", "5M and more". */
export function formatLoadRange(from: number, to: number | null): string {
  return to === null ? `${formatShort(from)} and more` : `${formatShort(from)}–${formatShort(to)}`;
}

const SIGNS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹' };

/** "$", "€"; "CHF " where a currency has no sign of its own that everybody knows. */
export const currencySign = (currency = 'USD'): string => SIGNS[currency] ?? `${currency} `;

/** Whole units from cents: "$342", "€1,480"; under one the cents: "$0.45". */
export function formatMoney(cents: number, currency?: string): string {
  if (!Number.isFinite(cents)) return '–';
  const whole =
    cents !== 0 && Math.abs(cents) < 100
      ? (Math.abs(cents) / 100).toFixed(2)
      : grouped.format(Math.round(Math.abs(cents) / 100));
  return signed(`${currencySign(currency)}${whole}`, cents);
}

/** "$690–930"; one figure where both ends read the same. */
export function formatMoneyRange(lowCents: number, highCents: number, currency?: string): string {
  const [low, high] = [formatMoney(lowCents, currency), formatMoney(highCents, currency)];
  return low === high ? low : `${low}–${high.replace(currencySign(currency), '')}`;
}

/** To the cent, where a sum has to close: "$342.00". */
export function formatMoneyExact(cents: number, currency?: string): string {
  const text = (Math.abs(cents) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return signed(`${currencySign(currency)}${text}`, cents);
}

/** Rounded to two digits, for "about $410 a month more". */
export function formatMoneyAbout(cents: number, currency?: string): string {
  const units = Math.abs(cents) / 100;
  const text = grouped.format(units < 100 ? Math.round(units) : Number(units.toPrecision(2)));
  return signed(`${currencySign(currency)}${text}`, cents);
}

/** What a step adds: "+$73", "$0", "−$20". */
export function formatMoneyChange(cents: number, currency?: string): string {
  return Math.round(cents) > 0 ? `+${formatMoney(cents, currency)}` : formatMoney(cents, currency);
}

/** A range as a document states it: "$50–200", "$20,000–100,000", "$500 and more". */
export function formatUsdRange(lowUsd: number, highUsd: number | null): string {
  if (highUsd === null) return `$${grouped.format(lowUsd)} and more`;
  return lowUsd === highUsd ? `$${grouped.format(lowUsd)}` : `$${grouped.format(lowUsd)}–${grouped.format(highUsd)}`;
}

/** A value of a signal with its unit: "0.42 %", "734 ms", "4.2 GiB", "11,240 connections". */
export function formatValue(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'bytes' || unit === 'By') return formatBytes(value);
  return withUnit(unit === '%' ? percentDigits(value) : formatNumber(value), unit);
}

/** A percentage has no use for a third digit above ten: 88.31 → "88", 0.1249 → "0.12". */
function percentDigits(value: number): string {
  return Math.abs(value) >= 10 ? formatNumber(Math.round(value)) : formatNumber(Number(value.toPrecision(2)));
}

/** Bytes in binary units: 2,147,483,648 → "2 GiB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let size = bytes;
  let index = 0;
  while (Math.abs(size) >= 1024 && index < units.length - 1) {
    size /= 1024;
    index += 1;
  }
  return `${formatNumber(Number(size.toPrecision(3)))} ${units[index]}`;
}

/** "1 user", "2 users": a unit that is a plain plural word loses its s at exactly one. */
export function withUnit(text: string, unit: string): string {
  if (unit === '' || unit === '1') return text;
  return `${text} ${text === '1' && /^[a-z ]{3,}s$/.test(unit) ? unit.slice(0, -1) : unit}`;
}

function signed(text: string, value: number): string {
  return value < 0 && !/^\$?0$/.test(text) ? `${MINUS}${text}` : text;
}

/** "1-2 weeks" as a document writes it → "1–2 weeks", as every other range on a page. */
export const withDashes = (text: string): string => text.replace(/(\d)-(?=\d)/g, '$1–');

/** "1 app", "14 apps"; an irregular plural as the third argument. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function formatList(items: string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** Two units at most: "18 s", "1 min 04 s", "40 min", "3 h 12 min", "2 days", "5 weeks". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 5 && seconds % 60 !== 0) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  const days = Math.round(ms / DAY_MS);
  return days < 28 ? `${days} days` : formatCount(Math.round(days / 7), 'week');
}

/** How much time is left until a day that has an interval of days: never in hours. 30 h → "1 day". */
export function formatTimeLeft(ms: number): string {
  return ms < 2 * DAY_MS ? formatCount(Math.max(1, Math.round(ms / DAY_MS)), 'day') : formatDuration(ms);
}

/** Whole minutes: 170 → "2 h 50 min". */
export function formatMinutes(minutes: number): string {
  return formatDuration(minutes * MINUTE_MS);
}

/** How long ago, in one unit: "just now", "29 min ago", "3 h ago", "2 days ago". */
export function formatAgo(at: number, nowAt: number): string {
  const ms = nowAt - at;
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  return `${formatDuration(ms)} ago`;
}

/** Effort in working days of 8 hours: 0.5 → "4 h", 1–2 → "1–2 days", 0.1–1 → "1 h–1 day". */
export function formatEffort({ low, high }: { low: number; high: number }): string {
  const [from, to] = [effortPart(low), effortPart(high)];
  if (from.unit !== to.unit)
    return `${from.text} ${from.unit}–${to.text} ${to.unit}${to.unit === 'day' && to.text !== '1' ? 's' : ''}`;
  const plural = to.unit === 'day' && to.text !== '1' ? 's' : '';
  return from.text === to.text ? `${to.text} ${to.unit}${plural}` : `${from.text}–${to.text} ${to.unit}${plural}`;
}

/** Half days and more in days, less in whole hours, less than an hour in steps of five minutes. */
function effortPart(days: number): { text: string; unit: 'min' | 'h' | 'day' } {
  const hours = days * 8;
  if (hours < 0.8) return { text: String(Math.max(5, Math.round(hours * 12) * 5)), unit: 'min' };
  return days < 1 ? { text: String(Math.round(hours)), unit: 'h' } : { text: formatNumber(days, 2), unit: 'day' };
}

/** A name within a sentence of large type: the first 40 characters of a longer one. */
export function shortName(name: string): string {
  const letters = [...name];
  return letters.length <= NAME_LETTERS
    ? name
    : `${letters
        .slice(0, NAME_LETTERS - 1)
        .join('')
        .trimEnd()}…`;
}

const NAME_LETTERS = 40;
