/** Values of OTLP's JSON, each with an error that names the field and the fix. */
import type { Attributes, AttributeValue } from '@/store';
import { DecodeError } from './wire';

export type Json = Record<string, unknown>;

function wrong(path: string, must: string, got: unknown): DecodeError {
  return new DecodeError(`${path} must be ${must}; it is ${shown(got)}`);
}

function shown(got: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(got) ?? 'nothing';
  } catch {
    return 'nested too deeply to be shown';
  }
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/**
 * An object, of which `known` are the fields. OTLP asks receivers to ignore unknown names, so only a known
 * one in another spelling ("data_points", "Gauge") is an error: ignoring it would lose data in silence.
 */
export function object(value: unknown, path: string, known: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path || 'the body', 'an object', value);
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const meant = known.find((name) => plain(name) === plain(key));
    if (meant)
      throw new DecodeError(
        `${path ? `${path}.` : ''}${key} is not a field: write ${meant} (OTLP's JSON names fields in lowerCamelCase)`,
      );
  }
  return value as Json;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

export function list(parent: Json, name: string, path: string): unknown[] {
  const value = parent[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(`${path}.${name}`, 'a list', value);
  return value;
}

export function string(parent: Json, name: string, path: string): string {
  const value = parent[name];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw wrong(`${path}.${name}`, 'a text', value);
  return value;
}

export function boolean(parent: Json, name: string, path: string): boolean {
  const value = parent[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw wrong(`${path}.${name}`, 'true or false', value);
  return value;
}

/** A double; JSON's spellings of what it has no numbers for are understood. `missing` where not sent. */
export function number(value: unknown, path: string, missing: number): number {
  if (value === undefined || value === null) return missing;
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
  throw wrong(path, 'a number', value);
}

/** An integer of up to 64 bits, which JSON carries as text or as a number. */
export function integer(value: unknown, path: string, missing: number): number {
  if (value === undefined || value === null) return missing;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return Number(value);
  throw wrong(path, 'a whole number, as a number or as text, such as "42"', value);
}

/** Nanoseconds since 1970 as whole milliseconds; NaN where not sent or zero. */
export function time(value: unknown, path: string): number {
  if (value === undefined || value === null || value === 0 || value === '0') return Number.NaN;
  const digits = typeof value === 'number' && Number.isInteger(value) && value > 0 ? BigInt(value) : null;
  if (digits !== null) return Number(digits / 1_000_000n);
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return Number(BigInt(value) / 1_000_000n);
  throw wrong(path, 'nanoseconds since 1970 as text of digits, such as "1780000000000000000"', value);
}

const temporalities = new Map<unknown, 0 | 1 | 2>([
  [1, 1],
  [2, 2],
  ['1', 1],
  ['2', 2],
  ['AGGREGATION_TEMPORALITY_DELTA', 1],
  ['AGGREGATION_TEMPORALITY_CUMULATIVE', 2],
  [0, 0],
  [undefined, 0],
  [null, 0],
  ['AGGREGATION_TEMPORALITY_UNSPECIFIED', 0],
]);

export function temporality(parent: Json, path: string): 0 | 1 | 2 {
  const found = temporalities.get(parent.aggregationTemporality);
  if (found === undefined)
    throw wrong(`${path}.aggregationTemporality`, '1 (delta) or 2 (cumulative)', parent.aggregationTemporality);
  return found;
}

export function attributes(parent: Json, path: string): Attributes {
  const out: Attributes = {};
  list(parent, 'attributes', path).forEach((item, i) => {
    const at = `${path}.attributes[${i}]`;
    const pair = object(item, at, ['key', 'value']);
    const value = pair.value === undefined || pair.value === null ? null : anyValue(pair.value, `${at}.value`, 0);
    Object.defineProperty(out, string(pair, 'key', at), {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  });
  return out;
}

const valueFields = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
] as const;

function anyValue(value: unknown, path: string, depth: number): AttributeValue {
  if (depth > 16) throw new DecodeError(`${path} is nested deeper than 16 levels`);
  if (typeof value !== 'object') throw wrong(path, 'an object such as {"stringValue": "eu-1"}', value);
  const holder = object(value, path, valueFields);
  if (holder.stringValue !== undefined) return string(holder, 'stringValue', path);
  if (holder.boolValue !== undefined) return boolean(holder, 'boolValue', path);
  if (holder.intValue !== undefined) return exactInteger(holder.intValue, `${path}.intValue`);
  if (holder.doubleValue !== undefined) return number(holder.doubleValue, `${path}.doubleValue`, 0);
  if (holder.bytesValue !== undefined) return string(holder, 'bytesValue', path);
  if (holder.arrayValue !== undefined) {
    const array = object(holder.arrayValue, `${path}.arrayValue`, ['values']);
    return list(array, 'values', `${path}.arrayValue`).map((item, i) =>
      anyValue(item, `${path}.arrayValue.values[${i}]`, depth + 1),
    );
  }
  if (holder.kvlistValue === undefined) return null;
  const pairs = object(holder.kvlistValue, `${path}.kvlistValue`, ['values']);
  const out: Attributes = {};
  list(pairs, 'values', `${path}.kvlistValue`).forEach((item, i) => {
    const at = `${path}.kvlistValue.values[${i}]`;
    const pair = object(item, at, ['key', 'value']);
    const inner =
      pair.value === undefined || pair.value === null ? null : anyValue(pair.value, `${at}.value`, depth + 1);
    Object.defineProperty(out, string(pair, 'key', at), {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  });
  return out;
}

/** A number where it is exact, else its digits: the same choice as in protobuf. */
function exactInteger(value: unknown, path: string): AttributeValue {
  const found = integer(value, path, 0);
  return Number.isSafeInteger(found) ? found : String(value);
}
