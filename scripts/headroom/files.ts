/** What both commands share: reading a file within its limit, and saying a mistake with its place. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Catalogue } from '@/catalogue/load';

export interface Given {
  known: Catalogue;
  cwd: string;
  json: boolean;
}

/** The command was given what it cannot work on; exit code 2. */
export class Usage extends Error {}

/** One more than a roadmap may have, in bytes of UTF-8: what is longer is refused without being read. */
const MOST_KIB = 256;

/** @throws Usage where the file cannot be read. */
export function readText(cwd: string, file: string, mostKib = MOST_KIB): string {
  const mostBytes = mostKib * 1024;
  const bytes = Buffer.alloc(mostBytes + 1);
  let length = 0;
  try {
    const descriptor = openSync(resolve(cwd, file), 'r');
    try {
      for (let read = 1; read > 0 && length < bytes.length; length += read) {
        read = readSync(descriptor, bytes, length, bytes.length - length, null);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Usage(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`);
  }
  if (length > mostBytes) throw new Usage(`${file} is longer than ${mostKib} KiB. Shorten it.`);
  return bytes.toString('utf8', 0, length);
}

export function placeText(file: string, line: number, column: number): string {
  return `${file}:${line}:${column}:`;
}
