/**
 * Every fact of the five documents, one line a fact, and its place in the YAML. Neither side may lose one: a fact that
 * is no longer held fails its line, a line that goes fails the count, which docs/advice.md tells.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COVERAGE as fiveStages } from './documents/five-stages';
import { COVERAGE as halfAMillion } from './documents/half-a-million';
import { COVERAGE as scalingToMillions } from './documents/scaling-to-millions';
import { COVERAGE as smartcart } from './documents/smartcart';
import { COVERAGE as thousandsToMillions } from './documents/thousands-to-millions';
import { COVERAGE as phasesOfThousands } from './documents/thousands-to-millions-phases';
import { roadmaps } from './road';

const DOCUMENTS: [document: string, lines: [string, unknown, unknown][]][] = [
  ['000', scalingToMillions],
  ['001', halfAMillion],
  ['002', [...phasesOfThousands, ...thousandsToMillions]],
  ['003', fiveStages],
  ['004', smartcart],
];

describe.each(DOCUMENTS)('document %s in the catalogue', (_document, lines) => {
  it.each(lines)('%s', (_says, held, expected) => {
    expect(held).toEqual(expected);
  });
});

describe('the coverage tables', () => {
  it('are of every built-in roadmap’s document', () => {
    expect(DOCUMENTS.map(([document]) => document)).toEqual(
      [...roadmaps.values()].map(({ document }) => document.slice(0, 3)).sort(),
    );
  });

  it('name a fact once in a document', () => {
    for (const [document, lines] of DOCUMENTS)
      expect(new Set(lines.map(([says]) => says)).size, document).toBe(lines.length);
  });

  it('have as many lines as docs/advice.md says', () => {
    const counts = DOCUMENTS.map(([document, lines]) => `${lines.length} of ${document}`);
    const all = DOCUMENTS.reduce((sum, [, lines]) => sum + lines.length, 0);
    console.log(`coverage of the documents: ${all} facts (${counts.join(', ')})`);
    const docs = readFileSync(join(process.cwd(), 'docs/advice.md'), 'utf8');
    expect(docs).toContain(`${all} facts: ${counts.join(', ')}`);
  });
});
