/** What a step takes pressure from: "database connections −35 %"; a figure only where a source gives one. */
import type { StepFinding } from '../types';
import { formatBytes } from './format';
import { signalWord } from './signals';

/** A row names the first two and counts the rest. */
const MOST_NAMED = 2;

export function relievesWords(step: Pick<StepFinding, 'relieves' | 'grow'>, most = MOST_NAMED): string {
  if (step.relieves.length === 0) return 'relieves no limit in sight';
  const words = step.relieves.map(({ signal, factor }) => `${signalWord(signal)}${factorWords(factor)}`);
  const more = words.length - most;
  const grow = growWords(step);
  return `${more > 1 ? `${words.slice(0, most).join(', ')} and ${more} more` : words.join(', ')}${grow && `: ${grow}`}`;
}

/** "db-1 /data from 100 GiB to 140 GiB" of a step that enlarges a disk; empty of others. */
export function growWords({ grow }: Pick<StepFinding, 'grow'>): string {
  if (grow === undefined) return '';
  const sizes = `from ${formatBytes(grow.fromBytes)} to ${formatBytes(grow.toBytes)}`;
  return grow.disk === null ? sizes : `${grow.disk} ${sizes}`;
}

/** 0.65 → " −35 %", 2 → " ×2". */
function factorWords(factor: number | null): string {
  if (factor === null || factor === 1) return '';
  return factor < 1 ? ` −${Math.round((1 - factor) * 100)} %` : ` ×${Number(factor.toPrecision(2))}`;
}
