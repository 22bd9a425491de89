/**
 * Words on a page. What Geist holds is set by pdfkit; a text with other letters is set here: each run in the typeface
 * that has it, right to left where Unicode's bidirectional algorithm (UAX 9) says so, broken between words and
 * between Han letters. The page itself reads from left to right.
 */
import bidiFactory from 'bidi-js';
import { type Doc, fontFor, type Weight } from './typefaces';

export interface Style {
  size: number;
  weight: Weight;
  /** Points between lines. */
  leading?: number;
}

const bidi = bidiFactory();
const missing = new WeakSet<Doc>();

/** Whether a letter had to be left out. */
export const hasMissing = (doc: Doc): boolean => missing.has(doc);

/** @returns its width in points, on one line */
export function widthOf(doc: Doc, words: string, style: Style): number {
  const text = cleaned(words);
  if (isPlain(doc, text, style)) return set(doc, style).widthOfString(text);
  return widthOfLine(linesOf(doc, text, style, Number.POSITIVE_INFINITY)[0] ?? []);
}

/** One line; `y` is its baseline, or its top. */
export function writeLine(
  doc: Doc,
  words: string,
  style: Style,
  at: { x: number; y: number; on: 'baseline' | 'top' },
): void {
  const text = cleaned(words);
  const { x, y, on } = at;
  if (isPlain(doc, text, style)) {
    set(doc, style).text(text, x, y, { lineBreak: false, ...(on === 'baseline' && { baseline: 'alphabetic' }) });
  } else {
    const [line = []] = linesOf(doc, text, style, Number.POSITIVE_INFINITY);
    drawLine(doc, line, style, { x, y: on === 'baseline' ? y : y + ascentOf(doc, style) });
  }
}

/** @returns height in points, `width` wide */
export function heightOf(doc: Doc, words: string, style: Style, width: number): number {
  const text = cleaned(words);
  if (isPlain(doc, text, style)) return set(doc, style).heightOfString(text, { width, lineGap: style.leading ?? 0 });
  return linesOf(doc, text, style, width).length * lineHeight(doc, style);
}

export function writeText(doc: Doc, words: string, style: Style, at: { x: number; y: number; width: number }): void {
  const text = cleaned(words);
  const { x, y, width } = at;
  if (isPlain(doc, text, style)) {
    set(doc, style).text(text, x, y, { width, lineGap: style.leading ?? 0 });
    return;
  }
  const [ascent, height] = [ascentOf(doc, style), lineHeight(doc, style)];
  for (const [i, line] of linesOf(doc, text, style, width).entries())
    drawLine(doc, line, style, { x, y: y + i * height + ascent });
}

/**
 * White space and control characters are a space; what joins letters or keeps them apart stays. What colours or
 * frames an emoji, or joins several to one, asks for what a typeface of outlines has not.
 */
const cleaned = (words: string): string =>
  words
    .replace(/\ufe0e|\ufe0f|\u20e3|[\u{1f3fb}-\u{1f3ff}]/gu, '')
    .replace(/(?<=\p{Extended_Pictographic})\u200d/gu, '')
    .replace(/(?:(?![\u200c\u200d])[\s\p{C}])+/gu, ' ');

const set = (doc: Doc, { size, weight }: Style): Doc => doc.font(weight).fontSize(size);

function isPlain(doc: Doc, text: string, { weight }: Style): boolean {
  for (const letter of text) if (letter > '\u007e' && fontFor(doc, letter, weight) !== weight) return false;
  return true;
}

const lineHeight = (doc: Doc, style: Style): number => set(doc, style).currentLineHeight(true) + (style.leading ?? 0);

function ascentOf(doc: Doc, style: Style): number {
  const { ascender } = (set(doc, style) as unknown as { _font: { ascender: number } })._font;
  return (ascender / 1000) * style.size;
}

/** Letters beside each other that one typeface writes in one direction. */
interface Run {
  text: string;
  font: string;
  /** Odd: right to left. */
  level: number;
  width: number;
  isSpace: boolean;
  /** A line may begin with it. */
  mayBegin: boolean;
}

function linesOf(doc: Doc, text: string, style: Style, width: number): Run[][] {
  const lines: Run[][] = [[]];
  let used = 0;
  for (const word of wordsOf(runsOf(doc, text, style))) {
    const wide = widthOfLine(word);
    if (used + wide > width && used > 0 && !word[0]?.isSpace) {
      lines.push([]);
      used = 0;
    }
    for (const run of wide > width ? word.flatMap((each) => letters(doc, each, style)) : word) {
      if (used + run.width > width && used > 0 && !run.isSpace) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push(run);
      used += run.width;
    }
  }
  return lines.map((line) => inSight(line[line.length - 1]?.isSpace ? line.slice(0, -1) : line));
}

/** Runs that stay on one line. */
function wordsOf(runs: Run[]): Run[][] {
  const words: Run[][] = [];
  for (const run of runs) {
    if (run.mayBegin || words.length === 0) words.push([run]);
    else words.at(-1)?.push(run);
  }
  return words;
}

const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Belongs to the letter before it. */
const MARK = /[\p{M}\u200c\u200d]/u;

function runsOf(doc: Doc, text: string, style: Style): Run[] {
  const { levels } = bidi.getEmbeddingLevels(text, 'ltr');
  const runs: Run[] = [];
  let at = 0;
  for (const given of text) {
    const level = levels[at] ?? 0;
    at += given.length;
    const last = runs.at(-1);
    const isSpace = given === ' ';
    const font = MARK.test(given) && last && !last.isSpace ? last.font : fontFor(doc, given, style.weight);
    if (font === null) missing.add(doc);
    const letter = font === null ? '?' : level % 2 === 1 ? (bidi.getMirroredCharacter(given) ?? given) : given;
    const mine = font ?? style.weight;
    const han = HAN.test(given);
    if (last && !han && !last.isSpace && !isSpace && last.font === mine && last.level === level && !HAN.test(last.text))
      last.text += letter;
    else
      runs.push({
        text: letter,
        font: mine,
        level,
        width: 0,
        isSpace,
        mayBegin: isSpace || han || last === undefined || last.isSpace || HAN.test(last.text),
      });
  }
  return runs.map((run) => measured(doc, run, style));
}

function measured(doc: Doc, run: Run, style: Style): Run {
  // Geist lays what is neutral, such as brackets, from left to right.
  const text = run.level % 2 === 1 && run.font === style.weight ? Array.from(run.text).reverse().join('') : run.text;
  return { ...run, text, width: doc.font(run.font).fontSize(style.size).widthOfString(text) };
}

/** A word that is longer than a line. */
function letters(doc: Doc, run: Run, style: Style): Run[] {
  const each = Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(run.text));
  return each.map(({ segment }) => measured(doc, { ...run, text: segment }, style));
}

/** A line's runs from left to right: from the highest level down, what stands at it or above is turned round (L2). */
function inSight(line: Run[]): Run[] {
  const order = [...line];
  const highest = Math.max(0, ...line.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < order.length; from++) {
      let to = from;
      while (to < order.length && (order[to] as Run).level >= level) to++;
      if (to - from > 1) order.splice(from, to - from, ...order.slice(from, to).reverse());
      from = Math.max(from, to - 1);
    }
  }
  return order;
}

const widthOfLine = (line: Run[]): number => line.reduce((sum, { width }) => sum + width, 0);

function drawLine(doc: Doc, line: Run[], { size }: Style, at: { x: number; y: number }): void {
  let left = at.x;
  for (const { text, font, width, isSpace } of line) {
    if (!isSpace) doc.font(font).fontSize(size).text(text, left, at.y, { lineBreak: false, baseline: 'alphabetic' });
    left += width;
  }
}
