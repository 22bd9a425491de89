/** PDFs that this process has set: a kept report never changes, and setting it takes longer than all else about it. */
import { createHash } from 'node:crypto';
import type { ReportDocument } from '../../views/report';
import { type Paper, reportPdf } from './index';

/** Some hundred reports. */
const MOST_BYTES = 16 * 1024 * 1024;

interface Kept {
  file: Promise<Buffer>;
  /** 0 while it is being set. */
  bytes: number;
}

/** The one asked for last at the end. */
const kept = new Map<string, Kept>();

/** The PDF of these very words and pictures; whoever asks while it is set waits for the same one. */
export function keptPdf(document: ReportDocument, paper: Paper): Promise<Buffer> {
  const key = `${paper} ${createHash('sha256').update(JSON.stringify(document)).digest('base64')}`;
  const found = kept.get(key) ?? begun(key, document, paper);
  kept.delete(key);
  kept.set(key, found);
  return found.file;
}

function begun(key: string, document: ReportDocument, paper: Paper): Kept {
  const made: Kept = { file: reportPdf(document, paper), bytes: 0 };
  made.file.then(
    (file) => {
      made.bytes = file.length;
      forgetOldest();
    },
    () => kept.delete(key),
  );
  return made;
}

function forgetOldest(): void {
  let bytes = 0;
  for (const each of kept.values()) bytes += each.bytes;
  for (const [key, each] of kept) {
    if (bytes <= MOST_BYTES) return;
    kept.delete(key);
    bytes -= each.bytes;
  }
}
