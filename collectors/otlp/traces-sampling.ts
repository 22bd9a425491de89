/**
 * For how many spans one stands, as consistent probability sampling says it: `ot=th:…` in tracestate.
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/#sampling-threshold-value-th
 */

const half = 2 ** 28;
const whole = half * half;

/** 2^56 / (2^56 − threshold); null where tracestate tells no threshold that could be meant. */
export function adjustedCount(traceState: string): number | null {
  if (traceState === '') return null;
  for (const member of traceState.split(',')) {
    const ours = /^\s*ot=(.*?)\s*$/.exec(member)?.[1];
    if (ours === undefined) continue;
    for (const field of ours.split(';')) {
      const digits = /^th:([0-9a-f]{1,14})$/.exec(field)?.[1]?.padEnd(14, '0');
      // In halves of 28 bits: 56 do not fit a double.
      if (digits !== undefined)
        return whole / ((half - parseInt(digits.slice(0, 7), 16)) * half - parseInt(digits.slice(7), 16));
    }
  }
  return null;
}
