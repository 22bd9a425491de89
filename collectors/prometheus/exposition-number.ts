/** Numbers as Prometheus writes them, from bytes; exact to the last bit. */

const powersOfTen = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinite = /^[+-]?inf(?:inity)?$/i;

/** The number in bytes[from, to), or undefined if there is none. NaN is a number here. */
export function readNumber(bytes: Buffer, from: number, to: number): number | undefined {
  const negative = bytes[from] === 0x2d;
  let at = negative || bytes[from] === 0x2b ? from + 1 : from;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let seenPoint = false;
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (seenPoint) decimals++;
    } else if (bytes[at] === 0x2e && !seenPoint) seenPoint = true;
    else break;
  }
  let power = -decimals;
  if (at < to && ((bytes[at] as number) | 0x20) === 0x65) {
    const exponent = readExponent(bytes, at + 1, to);
    if (exponent === undefined) return readSlowly(bytes, from, to);
    power += exponent;
    at = to;
  }
  // Up to 15 digits and ten to the 22nd are exact doubles, so one multiplication or division rounds once.
  if (digits === 0 || digits > 15 || at < to || power > 22 || power < -22) return readSlowly(bytes, from, to);
  const size = power < 0 ? mantissa / (powersOfTen[-power] as number) : mantissa * (powersOfTen[power] as number);
  return negative ? -size : size;
}

function readExponent(bytes: Buffer, from: number, to: number): number | undefined {
  const negative = bytes[from] === 0x2d;
  const first = negative || bytes[from] === 0x2b ? from + 1 : from;
  if (first >= to || to - first > 3) return undefined;
  let exponent = 0;
  for (let at = first; at < to; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    exponent = exponent * 10 + digit;
  }
  return negative ? -exponent : exponent;
}

function readSlowly(bytes: Buffer, from: number, to: number): number | undefined {
  const text = bytes.toString('latin1', from, to);
  if (decimal.test(text)) return Number(text);
  if (infinite.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?nan$/i.test(text) ? Number.NaN : undefined;
}
