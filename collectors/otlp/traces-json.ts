/** An ExportTraceServiceRequest in OTLP's JSON, into the same rows as protobuf. */
import { countGroup, type Decoded } from './decoded';
import { parse } from './json';
import { attributes, integer, type Json, list, object, string } from './json-values';
import { pattern } from './pattern';
import type { ResourceNode } from './series-cache';
import { emptyFacts, hashOf, MOST_VALUE_BYTES, resetFacts, type SpanFacts, slotNamed } from './traces-attributes';
import { addSpan, countSpan, type Tally } from './traces-tally';
import { DecodeError } from './wire';

const resourceFields = ['resource', 'scopeSpans', 'schemaUrl'];
const scopeFields = ['scope', 'spans', 'schemaUrl'];
const spanFields = [
  'traceId',
  'spanId',
  'traceState',
  'parentSpanId',
  'flags',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'attributes',
  'droppedAttributesCount',
  'events',
  'droppedEventsCount',
  'links',
  'droppedLinksCount',
  'status',
];

const facts = emptyFacts();

/** Throws DecodeError that names the field and what it must be. */
export function readSpansJson(text: string, tally: Tally): void {
  const body = object(parse(text), '', ['resourceSpans']);
  list(body, 'resourceSpans', 'the body').forEach((item, r) => {
    const path = `resourceSpans[${r}]`;
    const group = object(item, path, resourceFields);
    countGroup(tally.out);
    const resource = resourceOf(group, path, tally.out);
    list(group, 'scopeSpans', path).forEach((inner, s) => {
      const at = `${path}.scopeSpans[${s}]`;
      countGroup(tally.out);
      const fields = object(inner, at, scopeFields);
      const scope = Buffer.from(JSON.stringify(fields.scope ?? ''));
      const library = hashOf(scope, 0, scope.length);
      list(fields, 'spans', at).forEach((span, i) => {
        countSpan(tally);
        readSpan(span, `${at}.spans[${i}]`, facts);
        addSpan(tally, facts, resource, library);
      });
    });
  });
}

/**
 * The resource's node, kept like those of protobuf: what is known of its series counts from one request to
 * the next. Its key begins with a brace, which no protobuf message does.
 */
export function resourceOf(group: Json, path: string, { app, limits }: Decoded): ResourceNode {
  const said = group.resource ?? {};
  const fields = ['attributes', 'droppedAttributesCount', 'entityRefs'];
  const found = attributes(object(said, `${path}.resource`, fields), `${path}.resource`);
  const key = JSON.stringify(found);
  let node = app.resources.get(key);
  if (!node) {
    const refusal = key.length > limits.resourceBytes ? 'attribute-too-long' : null;
    node = {
      pattern: pattern(Buffer.from(key)),
      attributes: refusal ? {} : found,
      refusal,
      scopes: new Map(),
      imprints: new Map(),
    };
    app.resources.set(key, node);
    app.cost.bytes += 2 * key.length + 250;
  }
  return node;
}

function readSpan(value: unknown, path: string, into: SpanFacts): void {
  resetFacts(into);
  const span = object(value, path, spanFields);
  into.kind = kindOf(span.kind, path);
  into.name = string(span, 'name', path).slice(0, 100);
  into.traceState = string(span, 'traceState', path).slice(0, 512);
  into.id = idOf(span, 'spanId', path);
  into.parent = idOf(span, 'parentSpanId', path);
  const start = nanoseconds(span.startTimeUnixNano, `${path}.startTimeUnixNano`);
  const end = nanoseconds(span.endTimeUnixNano, `${path}.endTimeUnixNano`);
  if (start !== 0n && end !== 0n) {
    into.endAt = Number(end / 1_000_000n);
    into.exactEndAt = Number(end) / 1e6;
    into.seconds = Number(end - start) / 1e9;
  }
  into.failed = failed(span.status, `${path}.status`);
  for (const [key, found] of Object.entries(attributes(span, path))) {
    const slot = slotNamed(key);
    if (slot < 0 || found === null || typeof found === 'object') continue;
    into.values[slot] = String(found).slice(0, MOST_VALUE_BYTES);
  }
}

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** As a number or, as protobuf's own JSON writes it, by name. */
function kindOf(value: unknown, path: string): number {
  if (typeof value !== 'string' || /^\d/.test(value)) return integer(value, `${path}.kind`, 0);
  const found = kinds.indexOf(value.replace(/^SPAN_KIND_/, ''));
  if (found < 0) throw new DecodeError(`${path}.kind must be a number from 0 to 5; it is ${value.slice(0, 80)}`);
  return found;
}

/** Span ids are 16 hexadecimal digits; 13 of them are 52 bits, enough to tell those of one request apart. */
function idOf(span: Json, field: string, path: string): number {
  const text = string(span, field, path);
  if (text === '') return 0;
  if (!/^[0-9a-f]{16}$/i.test(text))
    throw new DecodeError(`${path}.${field} must be 16 hexadecimal digits; it is ${text.slice(0, 80)}`);
  return Number.parseInt(text.slice(-13), 16);
}

function failed(value: unknown, path: string): boolean {
  if (value === undefined || value === null) return false;
  const { code } = object(value, path, ['code', 'message']);
  return (
    code === 'STATUS_CODE_ERROR' ||
    (code !== 'STATUS_CODE_OK' && code !== 'STATUS_CODE_UNSET' && integer(code, `${path}.code`, 0) === 2)
  );
}

/** Exactly: durations are differences of numbers beyond 2^53. */
function nanoseconds(value: unknown, path: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return BigInt(value);
  const example = 'such as "1780000000000000000"';
  throw new DecodeError(`${path} must be nanoseconds since 1970 as text of digits, ${example}`);
}
