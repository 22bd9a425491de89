/**
 * YAML that strangers may send: bounded before it is parsed (deep nesting ends a process that recurses), with
 * neither tags nor, unless allowed, anchors and aliases (a few lines of them can stand for gigabytes), and without
 * a key twice. The package's own check for that compares each key with each other one, so it is done here.
 */
import { type Document, isAlias, isCollection, isMap, type LineCounter, type Node, parseDocument } from 'yaml';

/** In UTF-16 units; a roadmap of ours has some 20,000. */
export const MOST_CHARACTERS = 256 * 1024;
const DEEPEST = 50;
const WIDEST_INDENT = 100;
/** Characters a part at least, on the whole: parsing takes its time by the part. A roadmap of ours has 17. */
const CHARACTERS_A_PART = 8;
const PART = /[\n,&!*]|[-?:](?=\s)/g;

export interface YamlProblem {
  offset: number;
  says: string;
}

export type SafeYaml = { doc: Document.Parsed; problem: null } | { doc: null; problem: YamlProblem };

/** @param given.most characters, where a file may be longer than a roadmap */
export function parseSafely(
  text: string,
  lineCounter: LineCounter,
  { aliases, most = MOST_CHARACTERS }: { aliases: boolean; most?: number },
): SafeYaml {
  const bad = tooMuch(text, most);
  if (bad !== null) return { doc: null, problem: bad };
  const doc = parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false, stringKeys: true });
  const [first] = doc.errors;
  if (first !== undefined) {
    // One slip makes many errors; the first is where to look.
    const says = `is not YAML: ${first.message.split('\n')[0]}. Check indentation, quotes and colons here.`;
    return { doc: null, problem: { offset: first.pos[0], says } };
  }
  const problem = unwanted(doc.contents, aliases);
  return problem === null ? { doc, problem } : { doc: null, problem };
}

function tooMuch(text: string, most: number): YamlProblem | null {
  if (text.length > most) {
    const kib = (characters: number) => Math.ceil(characters / 1024);
    return { offset: 0, says: `is longer than ${kib(most)} KiB (${kib(text.length)} KiB). Shorten it.` };
  }
  const parts = text.match(PART)?.length ?? 0;
  const mostParts = most / CHARACTERS_A_PART;
  if (parts > mostParts)
    return { offset: 0, says: `has more than ${Math.round(mostParts)} lines and parts of lines. Shorten it.` };
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && depth > 0) depth--;
    if (depth > DEEPEST)
      return { offset: at, says: `opens more than ${DEEPEST} brackets at once. Close some of them.` };
  }
  let offset = 0;
  for (const line of text.split('\n')) {
    const indent = line.length - line.replace(/^[\s\-?:]*/, '').length;
    if (indent > WIDEST_INDENT && line.trim() !== '') {
      return { offset, says: `begins more than ${WIDEST_INDENT} columns in. Nest less deeply.` };
    }
    offset += line.length + 1;
  }
  return null;
}

/** The first thing in the text that a file may not have. */
function unwanted(root: Node | null, aliases: boolean): YamlProblem | null {
  let first: YamlProblem | null = null;
  const found = (node: unknown, says: string) => {
    const offset = (node as Node).range?.[0] ?? 0;
    if (first === null || offset < first.offset) first = { offset, says };
  };
  const left: unknown[] = [root];
  while (left.length > 0) {
    const node = left.pop();
    if (node === null || node === undefined) continue;
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    if (!aliases && (isAlias(node) || anchor !== undefined))
      found(node, 'has an anchor or an alias (& or *). Write the value out.');
    if (tag !== undefined)
      found(node, `has the tag ${shorten(tag)}. Remove it: text, numbers, lists and mappings need none.`);
    if (isMap(node)) {
      const keys = new Set<string>();
      for (const { key, value } of node.items) {
        const name = String(key);
        if (keys.has(name)) found(key, `has "${shorten(name)}" twice in one mapping. Remove one of them.`);
        keys.add(name);
        left.push(key, value);
      }
    } else if (isCollection(node)) for (const item of node.items) left.push(item);
  }
  return first;
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
