/**
 * Which typeface writes a letter: Geist, or where it lacks the letter one that has it. Those come in slices of the
 * alphabet (unicode.json says which), and only the slices that a report needs are opened.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typefaceIn } from './woff';

export type Doc = PDFKit.PDFDocument;
export type Weight = 'regular' | 'medium' | 'bold';

const PACKAGES = join(process.cwd(), 'node_modules');
const GEIST: Record<Weight, string> = {
  regular: join(PACKAGES, 'geist/dist/fonts/geist-sans/Geist-Regular.ttf'),
  medium: join(PACKAGES, 'geist/dist/fonts/geist-sans/Geist-Medium.ttf'),
  bold: join(PACKAGES, 'geist/dist/fonts/geist-sans/Geist-SemiBold.ttf'),
};
export const FIRST_FONT = GEIST.regular;

const NOTO: Record<Weight, number> = { regular: 400, medium: 500, bold: 600 };
/** In the order in which they are asked; Han stands late, its slices hold letters of others too, and emoji last: they draw arrows in boxes. */
const OTHERS: { name: string; weights: Record<Weight, number> }[] = [
  { name: 'noto-sans-arabic', weights: NOTO },
  { name: 'noto-sans-hebrew', weights: NOTO },
  { name: 'noto-sans-thai', weights: NOTO },
  { name: 'noto-sans', weights: NOTO },
  { name: 'nanum-gothic', weights: { regular: 400, medium: 400, bold: 700 } },
  { name: 'noto-sans-sc', weights: NOTO },
  { name: 'noto-emoji', weights: NOTO },
];

export function registerGeist(doc: Doc): void {
  for (const [weight, file] of Object.entries(GEIST)) doc.registerFont(weight, file);
}

const chosen = new WeakMap<Doc, Map<string, string | null>>();

/** The name of the font for a letter, ready for `doc.font`; null where there is none. */
export function fontFor(doc: Doc, letter: string, weight: Weight): string | null {
  const known = chosen.get(doc) ?? new Map<string, string | null>();
  chosen.set(doc, known);
  const key = `${weight} ${letter}`;
  let font = known.get(key);
  if (font === undefined) {
    font = fontsWith(letter, weight).find((name) => holds(registered(doc, name), name, letter)) ?? null;
    known.set(key, font);
  }
  return font;
}

/** Whether any typeface here has the letter. */
export const canWrite = (doc: Doc, letter: string): boolean => fontFor(doc, letter, 'regular') !== null;

function fontsWith(letter: string, weight: Weight): string[] {
  const code = letter.codePointAt(0) ?? 0;
  const slices = OTHERS.flatMap(({ name, weights }) =>
    (code < 0x250 ? [] : slicesOf(name))
      .filter(({ ranges }) => ranges.some(([from, to]) => code >= from && code <= to))
      .map(({ slice }) =>
        join(PACKAGES, '@fontsource', name, 'files', `${name}-${slice}-${weights[weight]}-normal.woff`),
      ),
  );
  // Of Greek Geist has six letters: a word looks better in one typeface.
  return /\p{Script=Greek}/u.test(letter) ? [...slices, weight] : [weight, ...slices];
}

const unpacked = new WeakMap<Doc, Set<string>>();

/** The document, knowing the font by its file's name. */
function registered(doc: Doc, font: string): Doc {
  const known = unpacked.get(doc) ?? new Set();
  unpacked.set(doc, known);
  if (font.endsWith('.woff') && !known.has(font)) doc.registerFont(font, typefaceIn(font));
  known.add(font);
  return doc;
}

/** A slice may lack what its range promises. */
function holds(doc: Doc, font: string, letter: string): boolean {
  doc.font(font);
  const { font: opened } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })
    ._font;
  return opened.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
}

interface Slice {
  slice: string;
  ranges: [from: number, to: number][];
}

const read = new Map<string, Slice[]>();

/** What unicode.json says: `{"[4]": "U+1f1e9-1f1f5,U+1f232", "greek": …}`. */
function slicesOf(name: string): Slice[] {
  let slices = read.get(name);
  if (!slices) {
    const text = readFileSync(join(PACKAGES, '@fontsource', name, 'unicode.json'), 'utf8');
    slices = Object.entries(JSON.parse(text) as Record<string, string>).map(([slice, ranges]) => ({
      slice: slice.replace(/[[\]]/g, ''),
      ranges: ranges.split(',').map((range) => {
        const [from = 0, to = from] = range
          .replace(/^U\+/i, '')
          .split('-')
          .map((hex) => Number.parseInt(hex, 16));
        return [from, to];
      }),
    }));
    read.set(name, slices);
  }
  return slices;
}
