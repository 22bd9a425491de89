/** A document as YAML: written so that it diffs well, read with the place of every mistake. */
import { stringify } from 'yaml';
import { type Located, loadFile } from '@/catalogue/load-file';
import { invalid } from '../errors';
import { type Document, documentSchema } from './document';
import { tidy } from './tidy';

/** In UTF-16 units: a team of a thousand apps, or its own roadmaps, which may have 256 KiB each. */
export const MOST_CHARACTERS = 1024 * 1024;
/** Mistakes that are told at once. */
const TOLD = 10;

export function documentText(document: Document): string {
  return yamlOf(tidy(documentSchema, document));
}

export function yamlOf(value: unknown): string {
  return stringify(value, { lineWidth: 0, minContentWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}

export type Placed = Located<Document>;

/** @throws ServiceError `invalid` with the line, the path and what to write instead, of the first mistakes */
export function readDocument(text: string): Placed {
  const { entries, problems } = loadFile<Document>({
    file: '',
    textOfFile: text,
    schema: documentSchema as never,
    most: MOST_CHARACTERS,
  });
  const [entry] = entries;
  if (entry !== undefined) return entry;
  const told = problems.slice(0, TOLD).map(({ line, field, says }) => `Line ${line}: ${field || 'this file'} ${says}`);
  const more = problems.length > TOLD ? [`And ${problems.length - TOLD} more mistakes.`] : [];
  throw invalid(problems[0]?.field || 'text', [...told, ...more].join('\n'), 'Mend the file; nothing was changed.');
}
