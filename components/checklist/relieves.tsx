/** What a step takes pressure from. */
import type { StepFinding } from '@/advisor/types';
import { relievesWords } from '@/advisor/words/relieves';

export function Relieves({ step }: { step: Pick<StepFinding, 'relieves'> }) {
  return <>{relievesWords(step)}</>;
}
