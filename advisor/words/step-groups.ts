/** Open steps under the heading that says why they stand there; order inside is the advisor's. */
import type { Roadmap } from '@/catalogue/types';
import type { Advice, StepFinding } from '../types';
import { shortPhase } from './names';
import { urgencySentence } from './work';

export interface StepGroup {
  key: string;
  title: string;
  note: string;
  urgent: boolean;
  steps: StepFinding[];
}

/** Consecutive steps of one reason share a group; a step pulled forward by what waits for it stays where it is. */
export function openGroups(advice: Advice, roadmap: Roadmap): StepGroup[] {
  const groups: StepGroup[] = [];
  for (const step of advice.checklist.open) {
    const key = step.urgency >= 2 ? `u${step.urgency}` : `p${step.phase}`;
    const open = groups.at(-1);
    if (open?.key === key) open.steps.push(step);
    else
      groups.push({
        key,
        ...headOf(step, advice, roadmap, groups.length > 0),
        urgent: step.urgency === 3,
        steps: [step],
      });
  }
  return groups;
}

function headOf(step: StepFinding, advice: Advice, roadmap: Roadmap, later: boolean): { title: string; note: string } {
  if (step.urgency === 3) return { title: 'Now', note: urgencySentence(step, advice) };
  if (step.urgency === 2) return { title: 'Soon', note: urgencySentence(step, advice) };
  const phase = roadmap.phases[step.phase];
  const name = phase ? shortPhase(phase) : `phase ${step.phase + 1}`;
  return { title: later ? `Then, for ${name}` : `For ${name}`, note: urgencySentence(step, advice) };
}

/** Titles of the steps that have to come before, as far as they are still open. */
export function waitsForWords(step: StepFinding, all: StepFinding[]): string {
  const titles = step.waitsFor.map((id) => all.find((s) => s.stepId === id)).filter((s) => s?.status === 'open');
  if (titles.length === 0) return '';
  return `waits for ${titles.map((s) => s?.title.replace(/^./, (c) => c.toLowerCase())).join(' and ')}`;
}

export function allSteps({ checklist }: Advice): StepFinding[] {
  return [...checklist.open, ...checklist.done, ...checklist.wont, ...checklist.helpful];
}
