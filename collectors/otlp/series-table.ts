/**
 * The series of one app by the hash of their identity, in one piece of memory: ten thousand apps of a hundred
 * series are a million, and an object each would hold four times as much.
 */
import type { SeriesIdentity } from '@/store';

/** Words of a hash. */
const hashWords = 4;
const smallest = 16;
/** Of a row: id, last minute, hash, and two places of the index. */
const bytesARow = 8 + 4 + 4 * hashWords + 2 * 4;
const tableBytes = 600;

/** The hash in hand. */
const wanted = new Int32Array(hashWords);

function readHash(hash: string): void {
  for (let w = 0; w < hashWords; w++) {
    const at = 4 * w;
    wanted[w] =
      hash.charCodeAt(at) |
      (hash.charCodeAt(at + 1) << 8) |
      (hash.charCodeAt(at + 2) << 16) |
      (hash.charCodeAt(at + 3) << 24);
  }
}

/** Rows are only added: what a row stands for never changes. */
export class SeriesTable {
  size = 0;
  /** Id of each row's series; 0 until the store has given one. */
  ids = new Float64Array(0);
  /** Minute (since 1970) of its last point. */
  seen = new Int32Array(0);
  /** Identities of series without an id. */
  readonly unnamed = new Map<number, SeriesIdentity>();
  private hashes = new Int32Array(0);
  /** Row + 1 where a hash belongs, or at the next free place; 0: free. As many again as there are rows. */
  private index = new Int32Array(0);

  constructor(rows = smallest) {
    this.resize(Math.max(smallest, rows));
  }

  get bytes(): number {
    return tableBytes + this.ids.length * bytesARow;
  }

  /** The row of a hash of 16 characters, or -1. */
  find(hash: string): number {
    readHash(hash);
    return this.findWanted();
  }

  /** Adds a series that is not there yet; answers its row. */
  add(hash: string, identity: SeriesIdentity | null): number {
    readHash(hash);
    const row = this.addWanted();
    if (identity) this.unnamed.set(row, identity);
    return row;
  }

  /** The row of a series of another table, added where it is missing. */
  rowOf(other: SeriesTable, row: number): number {
    for (let w = 0; w < hashWords; w++) wanted[w] = other.hashes[row * hashWords + w] as number;
    const known = this.findWanted();
    if (known >= 0) return known;
    const added = this.addWanted();
    this.ids[added] = other.ids[row] as number;
    this.seen[added] = other.seen[row] as number;
    const identity = other.unnamed.get(row);
    if (identity) this.unnamed.set(added, identity);
    return added;
  }

  private findWanted(): number {
    const { index, hashes } = this;
    for (let at = this.placeOf(wanted[0] as number); ; at = at + 1 === index.length ? 0 : at + 1) {
      const row = (index[at] as number) - 1;
      if (row < 0) return -1;
      let w = 0;
      while (w < hashWords && hashes[row * hashWords + w] === wanted[w]) w++;
      if (w === hashWords) return row;
    }
  }

  private addWanted(): number {
    if (this.size === this.ids.length) this.resize(Math.ceil(this.size * 1.5));
    const row = this.size++;
    this.hashes.set(wanted, row * hashWords);
    this.place(row);
    return row;
  }

  private placeOf(word: number): number {
    return (word >>> 0) % this.index.length;
  }

  private place(row: number): void {
    const { index } = this;
    let at = this.placeOf(this.hashes[row * hashWords] as number);
    while (index[at] !== 0) at = at + 1 === index.length ? 0 : at + 1;
    index[at] = row + 1;
  }

  /** One allocation for all columns. */
  private resize(rows: number): void {
    const { ids, seen, hashes } = this;
    const memory = new ArrayBuffer(rows * bytesARow);
    this.ids = new Float64Array(memory, 0, rows);
    this.seen = new Int32Array(memory, rows * 8, rows);
    this.hashes = new Int32Array(memory, rows * 12, rows * hashWords);
    this.index = new Int32Array(memory, rows * 28, rows * 2);
    this.ids.set(ids);
    this.seen.set(seen);
    this.hashes.set(hashes);
    for (let row = 0; row < this.size; row++) this.place(row);
  }
}

/** A series of one app; several raw spellings, and several of these, may lead to it. */
export class SeriesRef {
  constructor(
    public table: SeriesTable,
    public row: number,
  ) {}

  /** 0 until the store has given one. */
  get id(): number {
    return this.table.ids[this.row] as number;
  }

  /** Named: its identity is needed no longer. */
  set id(id: number) {
    this.table.ids[this.row] = id;
    this.table.unnamed.delete(this.row);
  }

  /** Kept until there is an id. */
  get identity(): SeriesIdentity | null {
    return this.table.unnamed.get(this.row) ?? null;
  }
}
