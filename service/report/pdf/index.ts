/**
 * A report as PDF: set by our own few blocks, charts as vectors, typefaces embedded. Needs no browser and no network;
 * the same report gives the same bytes. Comes in: the kept document and the paper; goes out: the file.
 */
import PDFDocument from 'pdfkit';
import { formatDay } from '@/advisor/words/dates';
import { formatCount, formatMinutes } from '@/advisor/words/format';
import type { ReportDocument } from '../../views/report';
import { byWords, overWords, reportLine } from '../files';
import { sumWords } from '../money';
import { type Block, cells, ends, heading, marked, picture, rule, sideBySide, stack, text } from './blocks';
import { COLORS } from './paint';
import { spelt } from './spelt';
import { canWrite, type Doc, FIRST_FONT, registerGeist } from './typefaces';
import { hasMissing, type Style, widthOf, writeLine } from './words';

export type Paper = 'a4' | 'letter';

const MARGIN = { side: 42, top: 30, bottom: 28 };
/** How full a page is set: the first that fits one page, or the first of all where none does. Files have all rows. */
const FILLS: Fill[] = [
  { most: 4, tight: false },
  { most: 3, tight: false },
  { most: 3, tight: true },
  { most: 2, tight: true },
];
interface Fill {
  /** Rows of a part. */
  most: number;
  /** Smaller sentences and pictures: Letter is 18 mm shorter than A4. */
  tight: boolean;
}
const BODY_TOP = MARGIN.top + 27;
const MOST_APPS = 25;

export function reportPdf(given: ReportDocument, paper: Paper): Promise<Buffer> {
  const made = new Date(given.createdAt);
  const doc = new PDFDocument({
    size: paper === 'letter' ? 'LETTER' : 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    pdfVersion: '1.7',
    font: FIRST_FONT,
    info: { Title: `${given.title}, ${reportLine(given)}`, Author: 'Headroom', CreationDate: made, ModDate: made },
  });
  registerGeist(doc);
  const report = spelt(given, (letter) => canWrite(doc, letter));
  const parts: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => resolve(Buffer.concat(parts)));
    doc.on('error', reject);
  });
  setPages(doc, fitting(doc, report), report);
  doc.end();
  return done;
}

/** The fullest body that is one page. */
function fitting(doc: Doc, report: ReportDocument): Block[] {
  const width = doc.page.width - 2 * MARGIN.side;
  const room = doc.page.height - MARGIN.bottom - BODY_TOP;
  const bodies = FILLS.map((fill) => [...bodyOf(report, fill)]);
  const fits = (body: Block[]) => body.reduce((sum, block) => sum + block.height(doc, width), 0) <= room;
  return bodies.find(fits) ?? bodies[0] ?? [];
}

function setPages(doc: Doc, blocks: Block[], report: ReportDocument): void {
  const width = doc.page.width - 2 * MARGIN.side;
  const bottom = doc.page.height - MARGIN.bottom;
  let y = BODY_TOP;
  for (const block of blocks) {
    const height = block.height(doc, width);
    if (y + height > bottom && y > BODY_TOP) {
      doc.addPage();
      y = BODY_TOP;
    }
    block.draw(doc, { x: MARGIN.side, y, width });
    y += height;
  }
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    header(doc, report, `page ${page + 1} of ${count}`);
    if (hasMissing(doc)) missingNote(doc);
  }
}

/** Headroom's mark, whom it is of, and which page. */
function header(doc: Doc, report: ReportDocument, page: string): void {
  const [x, y, right] = [MARGIN.side, MARGIN.top, doc.page.width - MARGIN.side];
  for (const [i, height] of [4, 7, 10].entries())
    doc.rect(x + i * 4.4, y + 11 - height, 3.2, height).fill(COLORS.accent);
  const [bold, plain] = [
    { size: 11, weight: 'bold' },
    { size: 8.5, weight: 'regular' },
  ] as const;
  const title = shortened(doc, report.title, bold, 190);
  doc.fillColor(COLORS.ink);
  writeLine(doc, title, bold, { x: x + 20, y, on: 'top' });
  const left = x + 20 + widthOf(doc, title, bold) + 8;
  const pageWidth = widthOf(doc, page, plain);
  const team = report.of === 'team' ? 'team' : `team ${report.teamName}`;
  const line = `${team} · ${reportLine(report)}${report.synthetic ? ' · synthetic data' : ''}`;
  doc.fillColor(COLORS.ink2);
  const said = shortened(doc, line, plain, right - pageWidth - left - 10);
  writeLine(doc, said, plain, { x: left, y: y + 2, on: 'top' });
  doc.fillColor(COLORS.ink3);
  writeLine(doc, page, plain, { x: right - pageWidth, y: y + 2, on: 'top' });
  doc
    .undash()
    .moveTo(x, y + 18)
    .lineTo(right, y + 18)
    .lineWidth(0.75)
    .stroke(COLORS.ink2);
}

function missingNote(doc: Doc): void {
  const words = 'Letters that this typeface does not hold are shown as ?, the page on the web has them.';
  doc.font('regular').fontSize(6.5).fillColor(COLORS.ink3);
  doc.text(words, MARGIN.side, doc.page.height - MARGIN.bottom + 8, { lineBreak: false });
}

function shortened(doc: Doc, words: string, style: Style, width: number): string {
  if (widthOf(doc, words, style) <= width) return words;
  const cut = Array.from(words);
  while (cut.length > 1 && widthOf(doc, `${cut.join('')}…`, style) > width) cut.pop();
  return `${cut.join('').trimEnd()}…`;
}

function* bodyOf(report: ReportDocument, { most, tight }: Fill): Generator<Block> {
  for (const [i, sentence] of report.sentences.entries())
    yield text(sentence, {
      size: tight ? 9.8 : 10.5,
      tone: i === 0 ? 'ink' : 'ink2',
      weight: i === 0 ? 'medium' : 'regular',
      after: 3,
      leading: tight ? 1.4 : 2,
    });
  yield text('', { size: 2, after: 4 });
  if (report.of === 'team') yield* appsTable(report);
  else yield whereWeAre(report, tight ? 0.88 : 1);
  yield sideBySide(decide(report, most), money(report));
  yield sideBySide(crossed(report, most), done(report, most));
  if (report.wait.length > 0) yield stack([heading('If we wait'), text(report.wait.join(' ')), space(2)]);
  yield stack([
    rule(),
    text(report.made.map(({ name, says }) => `${name}: ${says}.`).join(' '), {
      size: 6.5,
      tone: 'ink3',
      after: 0.5,
      leading: 0.8,
    }),
  ]);
}

const space = (points: number): Block => ({ height: () => points, draw: () => {} });
const quiet = (words: string): Block => text(words, { size: 7.5, tone: 'ink3' });
const more = (count: number, what: string): Block[] =>
  count > 0 ? [quiet(`and ${formatCount(count, `more ${what}`)}, in the report’s other files`)] : [];
const inApp = ({ of }: ReportDocument, app: string): string => (of === 'team' ? `${app}: ` : '');

function whereWeAre(report: ReportDocument, share: number): Block {
  return stack([
    heading('Where we are'),
    ...(report.road === null ? [] : [picture(report.road, 4, share)]),
    ...(report.load === null ? [] : [picture(report.load, 8, share)]),
    space(4),
  ]);
}

const SHARES = [0.17, 0.11, 0.28, 0.2, 0.09, 0.15];

function* appsTable({ apps }: ReportDocument): Generator<Block> {
  yield heading('Where we are');
  yield cells(['app', 'state', 'headroom', 'first limit', 'over', 'a month, now → next'], SHARES, { head: true });
  for (const { name, stateWord, headroom, when, minutesOver, now, next } of apps.slice(0, MOST_APPS)) {
    const bills = [now, next].flatMap((sum) =>
      sum === null ? [] : [sumWords({ ...sum, lowCents: sum.cents, highCents: sum.cents })],
    );
    const over = minutesOver === 0 ? '–' : formatMinutes(minutesOver);
    yield cells([name, stateWord, headroom, when || '–', over, bills.join(' → ') || '–'], SHARES);
  }
  yield stack([...more(apps.length - MOST_APPS, 'app'), space(2)]);
}

function decide(report: ReportDocument, most: number): Block {
  const steps = report.decide.slice(0, most).map((step) =>
    marked('empty', [
      text(`${inApp(report, step.app)}${step.title}${step.money === '' ? '' : `, ${step.money}`}`, {
        tone: 'ink',
        weight: 'bold',
        after: 0,
      }),
      text(
        [step.begin, step.effort === '' ? '' : `${step.effort} of work`, step.relieves].filter(Boolean).join(' · '),
        { size: 8 },
      ),
    ]),
  );
  return stack([
    heading('Decide'),
    ...(steps.length === 0 ? [quiet('No required step is open.')] : steps),
    ...more(report.decide.length - most, 'step'),
    space(2),
  ]);
}

function money({ money: { picture: bars, lines } }: ReportDocument): Block {
  return stack([
    heading('Money, a month'),
    ...(bars === null ? [] : [picture(bars, 4)]),
    ...lines.map(quiet),
    space(2),
  ]);
}

function crossed(report: ReportDocument, most: number): Block {
  const rows = report.crossed
    .slice(0, most)
    .map((it) =>
      stack([
        ends(`${inApp(report, it.app)}${it.signal}`, it.worst),
        text(
          [
            `${formatDay(it.openedAt, report.zone)}, ${formatMinutes(it.minutes)}`,
            it.closedAt === null ? 'still open' : '',
            it.revealedLate ? 'found late' : '',
            ...it.notes,
          ]
            .filter(Boolean)
            .join(' · '),
          { size: 7.5, tone: 'ink3', after: 4 },
        ),
      ]),
    );
  return stack([
    heading('What was crossed'),
    ...rows,
    ...more(report.crossed.length - most, 'crossing'),
    text(overWords(report), { size: 8, tone: 'ink', weight: rows.length > 0 ? 'medium' : 'regular' }),
    space(2),
  ]);
}

function done(report: ReportDocument, most: number): Block {
  const rows = report.done
    .slice(0, most)
    .map((step) =>
      marked(step.by === 'telemetry' ? 'proved' : 'person', [
        ends(`${inApp(report, step.app)}${step.title}`, step.at === null ? '' : formatDay(step.at, report.zone)),
        text(step.effect === '' ? byWords(step) : step.effect, { size: 7.5, tone: 'ink3' }),
      ]),
    );
  return stack([
    heading('What was done, and whether it worked'),
    ...(rows.length === 0 ? [quiet('No step was finished in this time.')] : rows),
    ...more(report.done.length - most, 'step'),
    ...(report.effects === null ? [] : [quiet(`${report.effects}.`)]),
    space(2),
  ]);
}
