/** The span attributes that the advisor needs; all others are stepped over unread. */

/** Attribute keys by the conventions, with their older names. */
const keys = [
  'http.request.method',
  'http.method',
  'http.route',
  'http.response.status_code',
  'http.status_code',
  'error.type',
  'user_agent.synthetic.type',
  'rpc.system.name',
  'rpc.system',
  'rpc.service',
  'rpc.method',
  'rpc.response.status_code',
  'rpc.grpc.status_code',
  'db.system.name',
  'db.system',
  'db.operation.name',
  'db.operation',
  'db.query.summary',
  'db.query.text',
  'db.statement',
  'db.collection.name',
  'messaging.system',
  'messaging.operation.type',
  'messaging.operation',
  'celery.action',
  'server.address',
  'net.peer.name',
  'server.port',
  'net.peer.port',
  'service.peer.name',
  'peer.service',
] as const;

export type SpanKey = (typeof keys)[number];

/** Values longer than this are cut: the conventions keep all of these short but queries, whose first word is enough. */
export const MOST_VALUE_BYTES = 255;

const slots = new Map<string, number>(keys.map((key, slot) => [key, slot]));

/** Keys by a hash of their bytes, so that finding one costs no string. */
const byHash = new Map<number, { bytes: Buffer; slot: number }>();
for (const [key, slot] of slots) {
  const bytes = Buffer.from(key);
  const hash = hashOf(bytes, 0, bytes.length);
  if (byHash.has(hash)) throw new Error(`two span attributes have the same hash: ${key}`);
  byHash.set(hash, { bytes, slot });
}

/** A number for the bytes of buf[from, to). */
export function hashOf(buf: Buffer, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (buf[i] as number), 0x01000193);
  return hash;
}

/** What one span says, in place for the next: reading a span makes no object. */
export interface SpanFacts {
  /** OTLP's numbers: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Its status is "error". */
  failed: boolean;
  /** 52 or 53 bits of the ids, enough to tell spans of one request apart; 0: none. */
  id: number;
  parent: number;
  /** ms since 1970, rounded down; NaN without start or end. */
  endAt: number;
  /** The same to a quarter of a microsecond. */
  exactEndAt: number;
  /** Below zero: the span starts after its end. */
  seconds: number;
  traceState: string;
  name: string;
  /** By slot. */
  values: (string | undefined)[];
}

export function emptyFacts(): SpanFacts {
  return {
    kind: 0,
    failed: false,
    id: 0,
    parent: 0,
    endAt: Number.NaN,
    exactEndAt: Number.NaN,
    seconds: 0,
    traceState: '',
    name: '',
    values: new Array<string | undefined>(keys.length).fill(undefined),
  };
}

export function resetFacts(facts: SpanFacts): void {
  facts.kind = facts.id = facts.parent = facts.seconds = 0;
  facts.failed = false;
  facts.endAt = facts.exactEndAt = Number.NaN;
  facts.traceState = facts.name = '';
  facts.values.fill(undefined);
}

/** Slot of the key in buf[from, to), or -1 for one that nobody asks for. */
export function slotOf(buf: Buffer, from: number, to: number): number {
  const found = byHash.get(hashOf(buf, from, to));
  if (!found || found.bytes.length !== to - from) return -1;
  return found.bytes.compare(buf, from, to) === 0 ? found.slot : -1;
}

export function slotNamed(key: string): number {
  return slots.get(key) ?? -1;
}

/** The first of these attributes that is set and not empty. */
export function told({ values }: SpanFacts, ...names: SpanKey[]): string | undefined {
  for (const name of names) {
    const value = values[slots.get(name) as number];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
