/**
 * The checklist as files: Markdown, CSV, JSON, and what GitHub, GitLab and Jira read as issues. Pure.
 * - GitHub: one object an issue, as `POST /repos/{owner}/{repo}/issues` takes it (docs.github.com/rest/issues/issues)
 * - GitLab: title, description, due_date (docs.gitlab.com/user/project/issues/csv_import)
 * - Jira: Summary and named fields; labels and links in a column each (support.atlassian.com, "Import data from a CSV file")
 */
import type { Advice, StepFinding } from '@/advisor/types';
import { formatEffort, formatMoneyChange } from '@/advisor/words/format';
import { relievesWords } from '@/advisor/words/relieves';
import { checklistHeadline, evidenceSentence } from '@/advisor/words/sentences';
import { allSteps, openGroups, waitsForWords } from '@/advisor/words/step-groups';
import type { Wording } from '@/advisor/words/wording';
import type { Roadmap, Step } from '@/catalogue/types';
import { inLine } from '../markdown';
import { textCell } from '../query/export';
import type { StepWork } from '../views/work';

export interface ChecklistFile {
  appName: string;
  roadmap: Roadmap;
  steps: Step[];
  advice: Advice;
  work: Record<string, StepWork>;
  wording: Wording;
}

export function checklistMarkdown(it: ChecklistFile): string {
  const { appName, roadmap, advice } = it;
  const lines = [`# ${inLine(`${appName}: ${checklistHeadline(advice, it.wording).plain}`)}`, ''];
  for (const group of openGroups(advice, roadmap, it.wording))
    lines.push(`## ${inLine(group.title)}`, '', ...group.steps.map((step) => `- [ ] ${item(it, step)}`), '');
  const { done, wont } = advice.checklist;
  if (done.length > 0)
    lines.push('## Done', '', ...done.map((step) => `- [x] ${inLine(`${step.title} (${tickedBy(it, step)})`)}`), '');
  if (wont.length > 0)
    lines.push(
      '## Accepted risks',
      '',
      ...wont.map((step) => `- ${inLine(`${step.title}: ${step.reason ?? 'no reason given'}`)}`),
      '',
    );
  lines.push(`_Roadmap: ${inLine(roadmap.title)}, version ${roadmap.version}._`, '');
  return lines.join('\n');
}

export function checklistCsv(it: ChecklistFile): string {
  const head = [
    'order',
    'step',
    'status',
    'phase',
    'required',
    'relieves',
    'effort days',
    'who',
    'owner',
    'begin by',
    'currency',
    'adds a month',
    'waits for',
    'evidence',
    'blocked',
    'comment',
    'link',
  ];
  const rows = allSteps(it.advice).map((step, index) => {
    const { owner, blocked, comment, link } = it.work[step.stepId] ?? {};
    return [
      String(index + 1),
      step.title,
      blocked && step.status === 'open' ? 'blocked' : step.status,
      it.roadmap.phases[step.phase]?.title ?? '',
      step.required ? 'yes' : 'no',
      relievesWords(step, step.relieves.length),
      step.effortDays === null ? '' : String((step.effortDays.low + step.effortDays.high) / 2),
      step.who,
      owner ?? '',
      dayOf(step.safeAt ?? step.dueAt),
      step.currency ?? 'USD',
      step.addsCents === null ? '' : (step.addsCents / 100).toFixed(2),
      titlesOf(it, step.waitsFor).join('; '),
      evidenceSentence(step.evidence, it.wording),
      blocked ?? '',
      comment ?? '',
      link ?? '',
    ];
  });
  return csv([head, ...rows]);
}

export function checklistJson(it: ChecklistFile): string {
  const { appName, roadmap, advice, work } = it;
  const steps = allSteps(advice).map((step, index) => ({ order: index + 1, ...step, ...work[step.stepId] }));
  const file = {
    app: appName,
    roadmap: { id: roadmap.id, version: roadmap.version },
    computedAt: new Date(advice.computedAt).toISOString(),
    steps,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** One issue a line: `while read -r issue; do gh api repos/OWNER/REPO/issues --input - <<<"$issue"; done < FILE`. */
export function githubIssues(it: ChecklistFile): string {
  return openSteps(it)
    .map((step) => `${JSON.stringify({ title: step.title, body: description(it, step), labels: labels(step) })}\n`)
    .join('');
}

export function gitlabCsv(it: ChecklistFile): string {
  // Labels go into the description as a quick action: the import has no column for them.
  const rows = openSteps(it).map((step) => [
    step.title,
    `${description(it, step)}\n\n/label ${labels(step)
      .map((label) => `~${label}`)
      .join(' ')}`,
    dayOf(step.safeAt ?? step.dueAt),
  ]);
  return csv([['title', 'description', 'due_date'], ...rows]);
}

/** Choose the date format yyyy-MM-dd on import. Estimates are seconds of eight-hour days. */
export function jiraCsv(it: ChecklistFile): string {
  const steps = openSteps(it);
  const number = new Map(steps.map((step, index) => [step.stepId, String(index + 1)]));
  const most = Math.max(1, ...steps.map((step) => step.waitsFor.length));
  const blocks = (step: StepFinding) =>
    steps.filter((other) => other.waitsFor.includes(step.stepId)).map((other) => number.get(other.stepId) ?? '');
  const width = Math.max(1, ...steps.map((step) => blocks(step).length), most > 1 ? 1 : 0);
  const head = [
    'Issue ID',
    'Summary',
    'Issue Type',
    'Priority',
    'Labels',
    'Labels',
    'Due Date',
    'Original Estimate',
    'Description',
    ...Array.from({ length: width }, () => 'Link "Blocks"'),
  ];
  const rows = steps.map((step) => {
    const [first = '', second = ''] = labels(step);
    const days = step.effortDays === null ? null : (step.effortDays.low + step.effortDays.high) / 2;
    const links = blocks(step);
    return [
      number.get(step.stepId) ?? '',
      step.title,
      'Task',
      step.urgency === 3 ? 'Highest' : step.urgency === 2 ? 'High' : step.required ? 'Medium' : 'Low',
      first,
      second,
      dayOf(step.safeAt ?? step.dueAt),
      days === null ? '' : String(Math.round(days * 8 * 3600)),
      description(it, step),
      ...Array.from({ length: width }, (_, index) => links[index] ?? ''),
    ];
  });
  return csv([head, ...rows]);
}

/** What is still to be done, as ordered; tips that nobody asked for stay out of trackers. */
const openSteps = ({ advice }: ChecklistFile): StepFinding[] => advice.checklist.open;

function item(it: ChecklistFile, step: StepFinding): string {
  const { owner, blocked, link } = it.work[step.stepId] ?? {};
  const facts = [
    relievesWords(step),
    step.effortDays ? `${formatEffort(step.effortDays)}, ${step.who}` : step.who,
    owner ? `owner ${owner}` : '',
    step.addsCents === null ? 'no price' : `${formatMoneyChange(step.addsCents, step.currency)} a month`,
    step.safeAt ? `begin by ${dayOf(step.safeAt)}` : '',
    waitsForWords(step, allSteps(it.advice)),
    blocked ? `blocked: ${blocked}` : '',
    step.evidence.code === 'person' ? '' : evidenceSentence(step.evidence, it.wording),
  ];
  const said = [...facts.filter(Boolean).map(inLine), ...(link ? [linkOf(link)] : [])];
  return `**${inLine(step.title)}** – ${said.join('; ')}`;
}

function description(it: ChecklistFile, step: StepFinding): string {
  const entry = it.steps.find(({ id }) => id === step.stepId);
  const { owner, blocked, comment, link } = it.work[step.stepId] ?? {};
  const waits = titlesOf(it, step.waitsFor);
  const said = [
    entry?.why ?? '',
    `Relieves: ${relievesWords(step, step.relieves.length)}`,
    step.effortDays ? `Effort: ${formatEffort(step.effortDays)}, ${step.who}` : `Who: ${step.who}`,
    step.addsCents === null ? '' : `Adds ${formatMoneyChange(step.addsCents, step.currency)} a month`,
    waits.length > 0 ? `Comes after: ${waits.join('; ')}` : '',
    owner ? `Owner: ${owner}` : '',
    blocked ? `Blocked: ${blocked}` : '',
    comment ?? '',
    entry ? `Way back: ${entry.wayBack}` : '',
    `From Headroom: ${it.appName}, ${it.roadmap.title}`,
  ];
  return [...said.filter(Boolean).map(inLine), ...(link ? [linkOf(link)] : [])].join('\n\n');
}

/** An address that was checked when it was entered, as one that ends where it should. */
const linkOf = (link: string): string => `<${new URL(link).href}>`;

const labels = (step: StepFinding): string[] => ['headroom', step.required ? 'required' : 'helpful'];

function tickedBy({ work }: ChecklistFile, step: StepFinding): string {
  if (step.by === 'telemetry') return 'seen by telemetry';
  return `ticked by ${work[step.stepId]?.tickedBy ?? 'hand'}`;
}

const titlesOf = ({ advice }: ChecklistFile, ids: string[]): string[] =>
  ids.map((id) => allSteps(advice).find(({ stepId }) => stepId === id)?.title ?? id);

const dayOf = (at: number | null): string => (at === null ? '' : new Date(at).toISOString().slice(0, 10));

const csv = (rows: string[][]): string => `${rows.map((row) => row.map(textCell).join(',')).join('\r\n')}\r\n`;
