/** Paints pictures and text on a page of pdfkit: vectors and embedded fonts, in the colours of the light theme. */
import type { Picture, Shape, Tone } from '@/advisor/picture/shapes';
import type { Doc } from './typefaces';
import { widthOf, writeLine } from './words';

/** As app/globals.css has them for the light theme. */
export const COLORS: Record<Tone, string> = {
  ink: '#15171C',
  ink2: '#4C515B',
  ink3: '#5F646E',
  line: '#E4E4E0',
  line2: '#C9CAC6',
  card: '#FFFFFF',
  accent: '#2554C7',
  bad: '#B3261E',
  'bad-sh': '#F6CFCB',
  now: '#8A95A6',
  go: '#3A4B66',
  pl: '#7B95B9',
  fan80: '#BCD0F6',
  p1: '#E6EDF6',
  p2: '#D3E0F0',
  p3: '#BDD0E8',
  p4: '#A3BDDE',
  b1: '#FAFBFD',
  b2: '#EFF4FA',
  b3: '#E2EBF5',
  b4: '#D3E0F0',
};

/** @returns its height in points, `width` wide at `x`, `y`. */
export function paintPicture(doc: Doc, picture: Picture, at: { x: number; y: number; width: number }): number {
  const scale = at.width / picture.width;
  doc.save().translate(at.x, at.y).scale(scale);
  for (const shape of picture.shapes) paint(doc, shape);
  doc.restore();
  return picture.height * scale;
}

function paint(doc: Doc, shape: Shape): void {
  switch (shape.kind) {
    case 'rect':
      doc.rect(shape.x, shape.y, shape.width, shape.height).fill(COLORS[shape.fill]);
      return;
    case 'path': {
      const { d, fill, stroke, width = 1, dash } = shape;
      doc.path(d).lineWidth(width).lineJoin('round');
      if (dash) doc.dash(dash[0] ?? 1, { space: dash[1] ?? 1 });
      else doc.undash();
      if (fill && stroke) doc.fillAndStroke(COLORS[fill], COLORS[stroke]);
      else if (fill) doc.fill(COLORS[fill]);
      else if (stroke) doc.stroke(COLORS[stroke]);
      doc.undash();
      return;
    }
    case 'text': {
      const { text, tone, size, bold, anchor = 'start' } = shape;
      const style = { size, weight: bold ? 'bold' : 'regular' } as const;
      const wide = anchor === 'start' ? 0 : widthOf(doc, text, style);
      const left = shape.x - (anchor === 'middle' ? wide / 2 : wide);
      doc.fillColor(COLORS[tone]);
      writeLine(doc, text, style, { x: left, y: shape.y, on: 'baseline' });
    }
  }
}
