/** The pieces that a page is set from: each knows its height at a width, and draws itself. */
import type { Picture, Tone } from '@/advisor/picture/shapes';
import { COLORS, paintPicture } from './paint';
import type { Doc, Weight } from './typefaces';
import { heightOf, widthOf, writeLine, writeText } from './words';

export interface Block {
  height(doc: Doc, width: number): number;
  draw(doc: Doc, at: { x: number; y: number; width: number }): void;
}

interface TextStyle {
  size?: number;
  tone?: Tone;
  weight?: Weight;
  /** Points under it. */
  after?: number;
  leading?: number;
}

export function text(
  words: string,
  { size = 8.5, tone = 'ink2', weight = 'regular', after = 2, leading = 1.5 }: TextStyle = {},
): Block {
  const style = { size, weight, leading };
  return {
    height: (doc, width) => heightOf(doc, words, style, width) + after,
    draw: (doc, at) => {
      doc.fillColor(COLORS[tone]);
      writeText(doc, words, style, at);
    },
  };
}

/** A heading over a rule. */
export function heading(words: string): Block {
  return {
    height: () => 20,
    draw: (doc, { x, y, width }) => {
      doc.font('bold').fontSize(10).fillColor(COLORS.ink).text(words, x, y, { lineBreak: false });
      doc
        .moveTo(x, y + 15)
        .lineTo(x + width, y + 15)
        .lineWidth(0.5)
        .stroke(COLORS.line2);
    },
  };
}

export function rule(): Block {
  return {
    height: () => 6,
    draw: (doc, { x, y, width }) => {
      doc
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.5)
        .stroke(COLORS.line2);
    },
  };
}

/** @param share of the width that it takes, in the middle */
export function picture(what: Picture, after = 6, share = 1): Block {
  return {
    height: (_, width) => (what.height * width * share) / what.width + after,
    draw: (doc, { x, y, width }) => {
      paintPicture(doc, what, { x: x + (width * (1 - share)) / 2, y, width: width * share });
    },
  };
}

/** A mark at the left, and what is said beside it. */
export function marked(mark: 'empty' | 'proved' | 'person', inner: Block[]): Block {
  const INDENT = 15;
  const all = stack(inner);
  return {
    height: (doc, width) => all.height(doc, width - INDENT) + 4,
    draw: (doc, { x, y, width }) => {
      const side = 8.5;
      doc
        .undash()
        .lineWidth(0.9)
        .roundedRect(x, y + 1, side, side, 1.5);
      if (mark === 'proved') doc.fill('#17663D');
      else doc.stroke(mark === 'person' ? '#17663D' : COLORS.ink2);
      if (mark !== 'empty')
        doc
          .moveTo(x + 2, y + 5.4)
          .lineTo(x + 3.8, y + 7.2)
          .lineTo(x + 6.8, y + 3.4)
          .lineWidth(1)
          .stroke(mark === 'proved' ? COLORS.card : '#17663D');
      all.draw(doc, { x: x + INDENT, y, width: width - INDENT });
    },
  };
}

/** Words at the left and at the right end of one line. */
export function ends(left: string, right: string, { weight = 'medium' }: { weight?: Weight } = {}): Block {
  const SIZE = 8.5;
  const style = { size: SIZE, weight: 'regular' } as const;
  const rightWidth = (doc: Doc) => widthOf(doc, right, style) + 1;
  const leftBlock = text(left, { size: SIZE, tone: 'ink', weight, after: 1 });
  return {
    height: (doc, width) => leftBlock.height(doc, width - rightWidth(doc) - 8),
    draw: (doc, { x, y, width }) => {
      const wide = rightWidth(doc);
      leftBlock.draw(doc, { x, y, width: width - wide - 8 });
      doc.fillColor(COLORS.ink2);
      writeLine(doc, right, style, { x: x + width - wide, y, on: 'top' });
    },
  };
}

/** Columns of one row of a table; the widths are shares. */
export function cells(words: string[], shares: number[], { head = false }: { head?: boolean } = {}): Block {
  const blocks = words.map((each, i) =>
    text(each, {
      size: 8,
      tone: head ? 'ink3' : i === 0 ? 'ink' : 'ink2',
      weight: !head && i === 0 ? 'medium' : 'regular',
      after: 4,
    }),
  );
  const left = (i: number) => shares.slice(0, i).reduce((sum, share) => sum + share, 0);
  return {
    height: (doc, width) => Math.max(...blocks.map((block, i) => block.height(doc, width * (shares[i] ?? 0) - 8))),
    draw: (doc, { x, y, width }) => {
      for (const [i, block] of blocks.entries())
        block.draw(doc, { x: x + width * left(i), y, width: width * (shares[i] ?? 0) - 8 });
    },
  };
}

export function stack(blocks: Block[]): Block {
  return {
    height: (doc, width) => blocks.reduce((sum, block) => sum + block.height(doc, width), 0),
    draw: (doc, { x, y, width }) => {
      let top = y;
      for (const block of blocks) {
        block.draw(doc, { x, y: top, width });
        top += block.height(doc, width);
      }
    },
  };
}

export function sideBySide(left: Block, right: Block, gap = 22): Block {
  const half = (width: number) => (width - gap) / 2;
  return {
    height: (doc, width) => Math.max(left.height(doc, half(width)), right.height(doc, half(width))),
    draw: (doc, { x, y, width }) => {
      left.draw(doc, { x, y, width: half(width) });
      right.draw(doc, { x: x + half(width) + gap, y, width: half(width) });
    },
  };
}
