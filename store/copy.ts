/**
 * Rows of bytes by COPY in binary: as ordinary rows, bytes travel spelt as hexadecimal digits, which costs the
 * database twice and a reader three times as much (and pg's own binary mode corrupts them).
 */
import pg, { type QueryResult } from 'pg';
import type { Db } from './contract';
import { isPool } from './pool';

/** Before the first row: a signature of 11 bytes, flags, the length of an extension. */
const headBytes = 19;
/** Rows are copied into pieces of this size, so that none is copied twice. */
const pieceBytes = 65_536;

/** `pg.Query` hands on what COPY sends to whoever overrides this; @types/pg knows nothing of it. */
class CopyOut extends pg.Query {
  readonly taken: Buffer[][] = [];
  #isBegun = false;
  #piece = Buffer.alloc(0);
  #used = 0;

  /** PostgreSQL sends one message a row, the head before the first and the end of all behind the last one. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    const bytes = this.#keep(this.#isBegun ? chunk : chunk.subarray(headBytes + chunk.readInt32BE(headBytes - 4)));
    this.#isBegun = true;
    for (let at = 0; at < bytes.length; ) at = this.#takeRow(bytes, at);
  }

  /** The client writes what comes next over it. */
  #keep(chunk: Buffer): Buffer {
    if (this.#used + chunk.length > this.#piece.length) {
      this.#piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, chunk.length));
      this.#used = 0;
    }
    const from = this.#used;
    this.#used += chunk.copy(this.#piece, from);
    return this.#piece.subarray(from, this.#used);
  }

  /** The number of fields, then of each its length and bytes; below 0: the end. */
  #takeRow(bytes: Buffer, from: number): number {
    const fields = bytes.readInt16BE(from);
    let at = from + 2;
    if (fields < 0) return at;
    const row: Buffer[] = [];
    for (let i = 0; i < fields; i++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(bytes.subarray(at, at + Math.max(0, length)));
      at += Math.max(0, length);
    }
    this.taken.push(row);
    return at;
  }
}

/**
 * What a SELECT, or something with RETURNING, answers: a row's fields as PostgreSQL's binary format has them, NULL as no
 * bytes. COPY takes no parameters: `sql` holds numbers and times alone, see `number` and those after it.
 */
export async function copyRows(db: Db, sql: string): Promise<Buffer[][]> {
  const query = new CopyOut(`COPY (${sql}) TO STDOUT (FORMAT binary)`);
  // A pool promises an answer, whatever it is asked; a client gives back what it was given and calls it.
  if (isPool(db)) await db.query(query);
  else
    await new Promise<void>((resolve, reject) => {
      const settled: { callback: (error: Error | null, result: QueryResult) => void } = query as never;
      settled.callback = (error) => (error ? reject(error) : resolve());
      db.query(query);
    });
  return query.taken;
}

/** Spelt out. */
export function number(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no whole number`);
  return String(value);
}

/** A time (ms since 1970). */
export function time(at: number): string {
  return `to_timestamp(${number(at)} / 1000.0)`;
}

/** A bigint[]. */
export function numbers(values: number[]): string {
  return `'{${values.map(number).join()}}'::bigint[]`;
}

/** A timestamptz[] (ms since 1970). */
export function times(values: (number | null)[]): string {
  return `'{${values.map((at) => (at === null ? 'NULL' : new Date(at).toISOString())).join()}}'::timestamptz[]`;
}

/** The bigint that a field holds. */
export function numberIn(field: Buffer): number {
  return Number(field.readBigInt64BE());
}

/** PostgreSQL counts µs from the beginning of 2000. */
const countedFromAt = Date.UTC(2000, 0, 1);

/** The timestamptz that a field holds, ms since 1970. */
export function timeIn(field: Buffer): number {
  return countedFromAt + numberIn(field) / 1000;
}
