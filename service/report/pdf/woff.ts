/** A WOFF file as the typeface inside it (https://www.w3.org/TR/WOFF/): the PDF's own reader fails on some of its tables. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

const WOFF_HEAD = 44;
const WOFF_ENTRY = 20;
const HEAD = 12;
const ENTRY = 16;

/** @returns an sfnt (TrueType or CFF), uncompressed */
export function typefaceIn(file: string): Buffer {
  const woff = readFileSync(file);
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => tableAt(woff, WOFF_HEAD + i * WOFF_ENTRY));
  const power = Math.floor(Math.log2(count));
  const head = Buffer.alloc(HEAD + count * ENTRY);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(2 ** power * ENTRY, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((count - 2 ** power) * ENTRY, 10);
  let offset = head.length;
  for (const [i, { tag, checksum, data }] of tables.entries()) {
    const at = HEAD + i * ENTRY;
    for (const [field, value] of [tag, checksum, offset, data.length].entries())
      head.writeUInt32BE(value, at + field * 4);
    offset += padded(data.length);
  }
  return Buffer.concat([
    head,
    ...tables.flatMap(({ data }) => [data, Buffer.alloc(padded(data.length) - data.length)]),
  ]);
}

function tableAt(woff: Buffer, at: number) {
  const [tag = 0, offset = 0, packed = 0, length = 0, checksum = 0] = [0, 4, 8, 12, 16].map((field) =>
    woff.readUInt32BE(at + field),
  );
  const bytes = woff.subarray(offset, offset + packed);
  return { tag, checksum, data: packed < length ? inflateSync(bytes) : bytes };
}

/** Tables begin at multiples of four bytes. */
const padded = (length: number): number => Math.ceil(length / 4) * 4;
