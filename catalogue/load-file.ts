/** One YAML file against one schema: entries with a way to find their lines again, or problems. */
import { isMap, LineCounter, type Node } from 'yaml';
import { z } from 'zod';
import type { Place, Problem } from './load-problems';
import { parseSafely } from './safe-yaml';
import { says } from './schema/says';

type Path = PropertyKey[];

/** More than this helps nobody: the rest is counted. */
const MOST_PROBLEMS = 50;

/** An entry of a file, with the place of any field in it for checks that need several files. */
export interface Located<T> {
  value: T;
  file: string;
  placeOf(path: Path): Place;
}

export interface FileResult<T> {
  entries: Located<T>[];
  problems: Problem[];
}

/**
 * Parses `textOfFile` and checks it with `schema`: a list of entries, or (for a roadmap) one entry.
 * Nothing of a file with a problem is used.
 */
export function loadFile<T>(input: {
  file: string;
  textOfFile: string;
  schema: z.ZodType<T> | z.ZodType<T[]>;
  /** Whether anchors and aliases may be used: in files of this repository only. */
  aliases?: boolean;
  /** Characters that it may have, if not a roadmap's. */
  most?: number;
}): FileResult<T> {
  const { file, textOfFile, schema, aliases = false, most } = input;
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: line || 1, column: col || 1 };
  };
  const { doc, problem } = parseSafely(textOfFile, lineCounter, { aliases, ...(most === undefined ? {} : { most }) });
  if (doc === null) {
    return { entries: [], problems: [{ file, ...placeAt(problem.offset), field: '', says: problem.says }] };
  }
  const placeOf = (path: Path) => placeAt(offsetOf(doc.contents, path));
  const content: unknown = doc.toJS() ?? [];
  const parsed = (schema as z.ZodType<T | T[]>).safeParse(content);
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => ({ issue, path }));
    });
    const problems = found.slice(0, MOST_PROBLEMS).map(({ issue, path }) => ({
      file,
      ...placeOf(path),
      field: fieldName(content, path),
      says: says(issue, valueAt(content, path), fieldsAt(schema, issue.path)),
    }));
    const more = found.length - problems.length;
    const rest = {
      file,
      line: 1,
      column: 1,
      field: '',
      says: `has ${more} more mistakes like these. Mend the first ones.`,
    };
    return { entries: [], problems: more > 0 ? [...problems, rest] : problems };
  }
  const { data } = parsed;
  const entries = Array.isArray(data)
    ? data.map((value, index) => ({ value, file, placeOf: (path: Path) => placeOf([index, ...path]) }))
    : [{ value: data, file, placeOf }];
  return { entries, problems: [] };
}

/** Offset of the deepest node on the path that the file really has; of the key for a map's field. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(part));
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      const items = (node as { items?: unknown[] } | null)?.items;
      const item = items?.[Number(part)];
      if (item === undefined) break;
      offset = (item as Node).range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}

/** "redis-cache.effortDays.low": list positions are replaced by the entry's own id where it has one. */
function fieldName(content: unknown, path: Path): string {
  const parts = path.map((part, depth) => {
    if (typeof part !== 'number') return String(part);
    const entryId = (valueAt(content, path.slice(0, depth + 1)) as { id?: unknown } | undefined)?.id;
    return typeof entryId === 'string' ? entryId : `[${part}]`;
  });
  return parts.join('.').replaceAll('.[', '[');
}

function valueAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | null | undefined)?.[part], content);
}

/** Field names that the schema allows at a path. */
function fieldsAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = schema;
  for (const part of path) {
    at = bare(at);
    if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodObject) at = at.shape[String(part)];
  }
  at = bare(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema;
}
