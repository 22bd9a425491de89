/** The badge as it is drawn: two fields of words, colour and word alike tell the state. */
import { formatMultiple, formatTimeLeft } from '@/advisor/words/format';
import { stateWord } from '@/advisor/words/sentences';
import type { BadgeFacts } from '@/service/views/api';

const LABEL = 'headroom';
/** Of white on it at least 4.5 : 1. */
const COLOUR: Record<BadgeFacts['state'], string> = {
  crossing: '#b3261e',
  soon: '#8a5300',
  clear: '#1b6e3c',
  'no-data': '#5b6068',
  learning: '#5b6068',
  'cannot-tell': '#5b6068',
  new: '#5b6068',
};
/** Pixels of a character of 11 px Verdana or DejaVu Sans, about. */
const CHARACTER = 6.7;
const PADDING = 12;

export function badgeSvg(facts: BadgeFacts): string {
  const says = wordsOf(facts);
  const left = Math.round(LABEL.length * CHARACTER + PADDING);
  const right = Math.round(says.length * CHARACTER + PADDING);
  const text = (x: number, words: string, length: number) =>
    `<text x="${x}" y="14" text-anchor="middle" textLength="${length - PADDING}">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${LABEL}: ${says}">`,
    `<title>${LABEL}: ${says}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3b3f46"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${COLOUR[facts.state]}"/></g>`,
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    text(left / 2, LABEL, left),
    text(left + right / 2, says, right),
    '</g></svg>\n',
  ].join('');
}

/** "1.7× · CPU used", "more than 3×", "21 days · disk used", or the state's word. */
function wordsOf({ state, code, multiple, first, diskLeftMs }: BadgeFacts): string {
  const known = diskLeftMs !== null || multiple !== null;
  if (!known || state === 'crossing' || state === 'no-data' || state === 'new') return stateWord(state).toLowerCase();
  const named = first === null || code === 'more-than' ? '' : ` · ${first}`;
  if (diskLeftMs !== null) return formatTimeLeft(diskLeftMs) + named;
  const before = code === 'more-than' ? 'more than ' : code === 'at-most' ? 'at most ' : '';
  return before + formatMultiple(multiple ?? Number.NaN) + named;
}
