/** Whether a finished step worked, under its title. */
import type { StepFinding } from '@/advisor/types';
import { effectSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';

interface Props {
  step: StepFinding;
  all: StepFinding[];
  wording: Wording;
}

export function EffectLine({ step, all, wording }: Props) {
  if (!step.effect) return null;
  return <span className="block text-ink2 text-xs">{effectWords(step, all, wording)}</span>;
}

/** The sentence with a capital; empty where nothing is known. */
export function effectWords({ effect }: StepFinding, all: StepFinding[], wording: Wording): string {
  if (!effect) return '';
  const said = effectSentence(effect, wording, (id) => all.find(({ stepId }) => stepId === id)?.title ?? id);
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}
