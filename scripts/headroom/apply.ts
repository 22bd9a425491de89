/** `headroom apply FILE`: shows what a file changes, asks, and makes just that. */
import { createInterface } from 'node:readline/promises';
import { diffText } from '@/catalogue/diff-text';
import { type Answers, ask, CannotAsk } from './ask';
import { readText } from './files';
import { type Options, plain, type Said } from './verb';

const MOST_KIB = 1024;
const LONG = 60;

type Applied = Answers['applied'];
type Change = Applied['changes'][number];

export async function apply(
  file: string,
  { 'dry-run': dryRun = false, yes = false, prune = false, erase = false, json = false }: Options,
  cwd: string,
): Promise<Said> {
  const text = readText(cwd, file, MOST_KIB);
  const given = { text, prune, erase, secrets: secretsIn(text) };
  const shown = await ask<Applied>('POST', '/apply', { ...given, dryRun: true });
  const lines = [...shown.changes.flatMap(changeLines), ...shown.notes.map((note) => `! ${note}`)].map(plain);
  if (shown.changes.length === 0) return { code: 0, lines: [...lines, 'Nothing to change.'], json: shown };
  const count = `${shown.changes.length} ${shown.changes.length === 1 ? 'change' : 'changes'}`;
  if (dryRun) return { code: 0, lines: [...lines, `${count}; nothing was done.`], json: shown };
  if (!yes) {
    if (!process.stdin.isTTY || json)
      throw new CannotAsk(`${lines.join('\n')}\n${count}. Nobody can be asked here: say --yes, or --dry-run.`);
    process.stdout.write(`${lines.join('\n')}\n`);
    if (!(await isYes(`Make ${shown.changes.length === 1 ? 'this change' : `these ${count}`}? [y/N] `)))
      return { code: 1, lines: ['Nothing was done.'], json: shown };
    lines.length = 0;
  }
  const done = await ask<Applied>('POST', '/apply', { ...given, expect: shown.fingerprint });
  return { code: 0, lines: [...lines, `${count} made.`], json: done };
}

/** Of the variables that the file names as env:NAME those that are set here; the server asks for no others. */
function secretsIn(text: string): Record<string, string> {
  const names = new Set(
    [...text.matchAll(/\b(?:url|key)["']?[ \t]*:[ \t]*["']?env:([A-Za-z_][A-Za-z0-9_]{0,99})/g)].map(
      ([, name = '']) => name,
    ),
  );
  return Object.fromEntries([...names].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function isYes(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await asking.question(question)).trim());
  } finally {
    asking.close();
  }
}

const SIGN = { add: '+', change: '~', remove: '-' } as const;

/** One line where both sides are short; else the lines that go and those that come. */
function changeLines({ op, path, before, after }: Change): string[] {
  const isShort = [before, after].every((side) => side === null || (side.length <= LONG && !side.includes('\n')));
  if (isShort) {
    const words = op === 'change' ? `${before} → ${after}` : (after ?? before);
    return [`${SIGN[op]} ${path}: ${words}`];
  }
  const lines = diffText(before ?? '', after ?? '');
  if (before === null || after === null || lines === null) {
    const side = (text: string | null, sign: string) =>
      text === null ? [] : text.split('\n').map((line) => `    ${sign} ${line}`);
    return [`${SIGN[op]} ${path}:`, ...side(before, '-'), ...side(after, '+')];
  }
  const mark = { same: ' ', out: '-', in: '+', gap: '…' } as const;
  return [`${SIGN[op]} ${path}:`, ...lines.map(({ kind, text }) => `    ${mark[kind]} ${text}`.trimEnd())];
}
