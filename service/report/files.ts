/** A report as Markdown, CSV and JSON. What tenants wrote is escaped where it stands in Markdown, quoted as text in CSV. */
import { formatDay, formatDayRange, formatDayYear } from '@/advisor/words/dates';
import { formatCount, formatMinutes } from '@/advisor/words/format';
import { inLine } from '../markdown';
import { textCell } from '../query/export';
import type { ReportCrossing, ReportDocument, ReportDone, ReportStep } from '../views/report';
import { DASHED, sumWords } from './money';

/** "report of 5 Feb 2027, for 5 Jan–5 Feb". */
export function reportLine({ createdAt, fromAt, toAt, zone }: ReportDocument): string {
  return `report of ${formatDayYear(createdAt, zone)}, for ${formatDayRange(fromAt, toAt, zone)}`;
}

/** "97 minutes over a threshold, 0.22 % of the time". */
export function overWords({ minutesOver, shareOver, crossed }: ReportDocument): string {
  if (crossed.length === 0) return 'No threshold was crossed.';
  const share = shareOver === null || shareOver === 0 ? '' : `, ${(100 * shareOver).toPrecision(2)} % of the time`;
  return `${formatMinutes(minutesOver)} over a threshold${share}, ${formatCount(crossed.length, 'crossing')}.`;
}

export function reportMarkdown(report: ReportDocument): string {
  const { title, teamName, of, apps, decide, money, crossed, done, effects, wait, made, zone } = report;
  const team = of === 'team' ? 'team' : `team ${inLine(teamName)},`;
  return [
    `# ${inLine(title)}`,
    `${team} ${reportLine(report)}${report.synthetic ? ' (synthetic data)' : ''}`,
    report.sentences.map(inLine).join('\n\n'),
    section(
      'Where we are',
      apps.map((app) => {
        const bills = [app.now, app.next].flatMap((sum) => (sum === null ? [] : [`${sumWords(sum)}`]));
        const facts = [
          app.stateWord,
          inLine(app.headroom),
          app.when,
          bills.length > 0 ? `${bills.join(' → ')} a month` : '',
        ];
        return `- **${inLine(app.name)}**: ${facts.filter(Boolean).join('; ')}`;
      }),
    ),
    section(
      'Decide',
      decide.map((step) => `- [ ] **${inLine(step.title)}**${inApp(report, step)} – ${stepFacts(step)}`),
    ),
    section(
      'Money, a month',
      [...moneyWords(report), ...saidWithoutPicture(money)].map((line) => `- ${inLine(line)}`),
    ),
    section('What was crossed', [
      ...crossed.map((it) => `- ${inLine(crossedWords(report, it))}`),
      `- ${overWords(report)}`,
    ]),
    section('What was done, and whether it worked', [
      ...done.map((step) => `- [x] ${inLine(doneWords(report, step))}`),
      ...(effects === null ? [] : [`- ${effects}`]),
    ]),
    section('If we wait', wait.map(inLine)),
    section(
      'What this was made from',
      made.map(({ name, says }) => `- ${inLine(`${name}: ${says}`)}`),
    ),
    `Times are of ${zone}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const section = (title: string, lines: string[]): string =>
  lines.length === 0 ? '' : [`## ${title}`, lines.join('\n')].join('\n\n');

const inApp = ({ of }: ReportDocument, { app }: { app: string }): string => (of === 'team' ? ` (${inLine(app)})` : '');

const stepFacts = (step: ReportStep): string =>
  [step.begin, step.effort, step.money || 'no price known', inLine(step.relieves), inLine(step.who)]
    .filter(Boolean)
    .join('; ');

function moneyWords({ apps }: ReportDocument): string[] {
  const [one] = apps;
  if (apps.length !== 1 || one === undefined) return [];
  return [
    one.now === null ? '' : `${sumWords(one.now)} now`,
    one.next === null ? '' : `${sumWords(one.next)} in ${one.next.phase}`,
  ].filter(Boolean);
}

const saidWithoutPicture = ({ lines }: ReportDocument['money']) => lines.filter((line) => line !== DASHED);

function crossedWords({ of, zone }: ReportDocument, it: ReportCrossing): string {
  const open = it.closedAt === null ? ', still open' : '';
  const late = it.revealedLate ? ', found late' : '';
  const notes = it.notes.map((note) => ` “${note}”`).join('');
  const app = of === 'team' ? `${it.app}: ` : '';
  return `${app}${it.signal}, ${formatDay(it.openedAt, zone)}, ${formatMinutes(it.minutes)}${open}${late}, ${it.worst}${notes}`;
}

function doneWords({ of, zone }: ReportDocument, step: ReportDone): string {
  const when = step.at === null ? '' : `, ${formatDay(step.at, zone)}`;
  const app = of === 'team' ? `${step.app}: ` : '';
  return `${app}${step.title}${when}, ${byWords(step)}${step.effect === '' ? '' : `. ${step.effect}`}`;
}

export const byWords = ({ by }: Pick<ReportDone, 'by'>): string =>
  by === 'telemetry' ? 'seen by telemetry' : 'ticked by hand';

/** One table for all: a row says in its first column what it is of. Numbers have columns of their own. */
export function reportCsv(report: ReportDocument): string {
  const head = ['what', 'app', 'title', 'from', 'to', 'minutes', 'amount_a_month', 'low', 'high', 'currency', 'says'];
  const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString());
  const amount = (cents: number | null | undefined) => (cents == null ? '' : (cents / 100).toFixed(2));
  const rows: string[][] = [
    ...report.sentences.map((says) => row({ what: 'sentence', says })),
    ...report.apps.map((app) =>
      row({
        what: 'app',
        app: app.name,
        title: app.stateWord,
        minutes: String(app.minutesOver),
        says: `${app.headroom} ${app.when}`.trim(),
      }),
    ),
    ...report.apps.flatMap((app) =>
      [app.now && { sum: app.now, title: 'now' }, app.next && { sum: app.next, title: app.next.phase }].flatMap(
        (bill) =>
          bill
            ? [
                row({
                  what: 'bill',
                  app: app.name,
                  title: bill.title,
                  amount: amount(bill.sum.cents),
                  low: amount(bill.sum.lowCents),
                  high: amount(bill.sum.highCents),
                  currency: bill.sum.currency,
                }),
              ]
            : [],
      ),
    ),
    ...report.decide.map((step) =>
      row({
        what: 'step to do',
        app: step.app,
        title: step.title,
        from: step.safeDay ?? '',
        to: step.dueDay ?? '',
        amount: amount(step.addsCents),
        currency: step.addsCents === null ? '' : step.currency,
        says: [step.begin, step.effort, step.relieves, step.who].filter(Boolean).join('; '),
      }),
    ),
    ...report.crossed.map((it) =>
      row({
        what: 'crossing',
        app: it.app,
        title: it.signal,
        from: time(it.openedAt),
        to: time(it.closedAt),
        minutes: String(it.minutes),
        says: [it.worst, ...it.notes].join('; '),
      }),
    ),
    ...report.done.map((step) =>
      row({
        what: 'step done',
        app: step.app,
        title: step.title,
        to: time(step.at),
        says: `${byWords(step)}. ${step.effect}`.trim(),
      }),
    ),
    ...report.made.map(({ name, says }) => row({ what: 'made from', title: name, says })),
  ];
  return `${[head, ...rows].map((cells) => cells.map(textCell).join(',')).join('\r\n')}\r\n`;
}

interface Cells {
  what: string;
  app?: string;
  title?: string;
  from?: string;
  to?: string;
  minutes?: string;
  amount?: string;
  low?: string;
  high?: string;
  currency?: string;
  says?: string;
}

/** Numbers are ours and may begin with a minus; they are written as they are. */
function row({ what, app = '', title = '', from = '', to = '', minutes = '', amount = '', ...rest }: Cells): string[] {
  return [
    what,
    app,
    title,
    from,
    to,
    minutes,
    amount,
    rest.low ?? '',
    rest.high ?? '',
    rest.currency ?? '',
    rest.says ?? '',
  ];
}

/** The document without its pictures. */
export function reportJson({ road: _road, load: _load, money, ...report }: ReportDocument): string {
  return `${JSON.stringify({ ...report, money: { lines: saidWithoutPicture(money) } }, null, 2)}\n`;
}
