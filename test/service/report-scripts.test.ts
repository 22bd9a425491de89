/** Words of a PDF in other scripts than Latin: which typeface, in which direction, broken where. */
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { FIRST_FONT, registerGeist } from '@/service/report/pdf/typefaces';
import { hasMissing, heightOf, widthOf, writeLine, writeText } from '@/service/report/pdf/words';

const style = { size: 10, weight: 'regular', leading: 0 } as const;

function page() {
  const doc = new PDFDocument({ font: FIRST_FONT });
  registerGeist(doc);
  const drawn: { text: string; x: number; y: number; font: string }[] = [];
  const text = doc.text.bind(doc) as (...given: unknown[]) => typeof doc;
  doc.text = ((words: string, x: number, y: number, more: object) => {
    const { _font } = doc as unknown as { _font: { name: string } };
    drawn.push({ text: words, x, y, font: _font.name });
    return text(words, x, y, more);
  }) as typeof doc.text;
  /** From left to right. */
  const seen = () => [...drawn].sort((a, b) => a.y - b.y || a.x - b.x);
  return { doc, seen };
}

test.each([
  ['متجر', 'NotoSansArabic-Regular'],
  ['שלום', 'NotoSansHebrew-Regular'],
  ['订单服务', 'NotoSansSC-Regular'],
  ['注文サービス', 'NotoSansSC-Regular'],
  ['訂單', 'NotoSansSC-Regular'],
  ['주문', 'NanumGothic'],
  ['Παραγγελίες', 'NotoSans-Regular'],
  ['आदेश', 'NotoSans-Regular'],
  ['ร้านค้า', 'NotoSansThai-Regular'],
  ['業場説師', 'NotoSansSC-Regular'],
  ['🛒🚀', 'NotoEmoji-Regular'],
  ['👩‍💻', 'NotoEmoji-Regular'],
  ['Größe', 'Geist-Regular'],
  ['Заказы', 'Geist-Regular'],
])('%s is written by %s', (name, font) => {
  const { doc, seen } = page();
  writeLine(doc, name, style, { x: 10, y: 10, on: 'top' });
  expect(new Set(seen().map((run) => run.font))).toEqual(new Set([font]));
  expect(hasMissing(doc)).toBe(false);
});

test('words of a right-to-left name stand from right to left, the sentence around it does not', () => {
  const { doc, seen } = page();
  writeLine(doc, 'Look at שלום עולם today', style, { x: 0, y: 10, on: 'baseline' });
  expect(seen().map(({ text }) => text)).toEqual(['Look', 'at', 'עולם', 'שלום', 'today']);
});

test('a number inside stays readable, a bracket opens towards what it holds', () => {
  const { doc, seen } = page();
  writeLine(doc, 'متجر (عام) 24 ساعة', style, { x: 0, y: 10, on: 'baseline' });
  expect(seen().map(({ text }) => text)).toEqual(['ساعة', '24', '(', 'عام', ')', 'متجر']);
});

test('controls that would turn the rest of a sentence round are left out', () => {
  const { doc, seen } = page();
  writeLine(doc, 'checkout\u202Etxt.exe 店', style, { x: 0, y: 10, on: 'baseline' });
  expect(seen().map(({ text }) => text)).toEqual(['checkout', 'txt.exe', '店']);
});

test('a long name of Han letters breaks inside, and the height is that of its lines', () => {
  const { doc, seen } = page();
  const name = '订单服务'.repeat(50);
  expect(widthOf(doc, name, style)).toBeCloseTo(200 * 10, 0);
  writeText(doc, name, style, { x: 0, y: 0, width: 101 });
  const lines = new Set(seen().map(({ y }) => y));
  expect(lines.size).toBe(20);
  expect(Math.max(...seen().map(({ x }) => x))).toBeLessThanOrEqual(91);
  expect(heightOf(doc, name, style, 101)).toBeCloseTo(20 * doc.font('regular').fontSize(10).currentLineHeight(true), 6);
});

test('a word that is longer than a line is broken too', () => {
  const { doc, seen } = page();
  writeText(doc, `店 ${'a'.repeat(100)}`, style, { x: 0, y: 0, width: 100 });
  expect(Math.max(...seen().map(({ x }) => x))).toBeLessThan(100);
  expect(
    seen()
      .map(({ text }) => text)
      .join(''),
  ).toBe(`店${'a'.repeat(100)}`);
});

test('a letter that no typeface here has is a question mark, and is told of', () => {
  const { doc, seen } = page();
  writeLine(doc, 'ሰላም 1', style, { x: 0, y: 10, on: 'baseline' });
  expect(seen()[0]?.text).toMatch(/^\?+/);
  expect(hasMissing(doc)).toBe(true);
});
