/** Numbers, durations and strings as PromQL writes them. */
import { badData } from './expression';

const unitsMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** "1h30m", "-5m" or seconds as a number; null: neither. */
export function durationMs(text: string): number | null {
  const [, sign = '', rest = ''] = /^\s*([+-]?)\s*(.*?)\s*$/s.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  if (/^(\d+(ms|[smhdwy]))+$/.test(rest)) {
    let ms = 0;
    for (const [, count, unit] of rest.matchAll(/(\d+)(ms|[smhdwy])/g))
      ms += Number(count) * (unitsMs[unit ?? ''] ?? 0);
    return factor * ms;
  }
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(rest) ? factor * Math.round(Number(rest) * 1000) : null;
}

export function numberOf(text: string): number {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  const plain = rest.replaceAll('_', '').toLowerCase();
  if (plain === 'inf') return factor * Number.POSITIVE_INFINITY;
  if (plain === 'nan') return Number.NaN;
  if (/^\d.*[smhdwy]$/.test(plain) && !plain.startsWith('0x'))
    return (factor * (durationMs(plain) ?? Number.NaN)) / 1000;
  return factor * Number(plain);
}

const escapes: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What stands between quotes, with Go's escapes; nothing is special between backticks. */
export function stringOf(quoted: string): string {
  const quote = quoted[0];
  if (quoted.length < 2 || quoted.at(-1) !== quote)
    throw badData(`parse error: unterminated string ${quoted.slice(0, 40)}`);
  const inner = quoted.slice(1, -1);
  if (quote === '`') return inner;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (_, code: string) => {
    if (/^[xuU]./.test(code)) {
      const point = Number.parseInt(code.slice(1), 16);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
    } else if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    else if (code in escapes) return escapes[code] as string;
    else if (code === '\\' || code === quote) return code;
    throw badData(`parse error: unknown escape "\\${code}" in ${quoted.slice(0, 40)}`);
  });
}
