/** The checklist as Markdown, for an issue or a chat. Pure, so that page and test print the same. */
import type { StepFinding } from '@/advisor/types';
import { formatEffort, formatMoneyChange } from '@/advisor/words/format';
import { checklistHeadline, evidenceSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import type { AppView } from '@/service/views';
import { allSteps, openGroups, waitsForWords } from './groups';
import { relievesWords } from './relieves';

export function checklistMarkdown(view: AppView, wording: Wording): string {
  const { advice, app, roadmap } = view;
  if (!advice) return `# ${app.name}: no advice yet\n`;
  const all = allSteps(advice);
  const lines = [`# ${app.name}: ${checklistHeadline(advice.checklist).plain}`, ''];
  for (const group of openGroups(advice, roadmap)) {
    lines.push(`## ${group.title}`, '', ...group.steps.map((step) => open(step, all, wording)), '');
  }
  const { done, wont } = advice.checklist;
  if (done.length > 0)
    lines.push(
      '## Done',
      '',
      ...done.map((s) => `- [x] ${s.title} (${s.by === 'person' ? 'ticked by hand' : 'seen by telemetry'})`),
      '',
    );
  if (wont.length > 0)
    lines.push('## Accepted risks', '', ...wont.map((s) => `- ${s.title}: ${s.reason ?? 'no reason given'}`), '');
  lines.push(`_Roadmap: ${roadmap.title}, version ${roadmap.version}._`, '');
  return lines.join('\n');
}

function open(step: StepFinding, all: StepFinding[], wording: Wording): string {
  const facts = [
    relievesWords(step),
    step.effortDays ? `${formatEffort(step.effortDays)}, ${step.who}` : step.who,
    step.addsCents === null ? 'no price' : `${formatMoneyChange(step.addsCents)} a month`,
    waitsForWords(step, all),
    step.evidence.code === 'person' ? '' : evidenceSentence(step.evidence, wording),
  ];
  return `- [ ] **${step.title}** – ${facts.filter(Boolean).join('; ')}`;
}
