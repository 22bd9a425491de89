/** Which thresholds of a phase are drawn first, and which have nothing to draw. */
import type { Advice, ThresholdStatus } from '@/advisor/types';
import { DAY_MS } from '@/advisor/types';
import { isNamed, signalTitle } from '@/advisor/words/signals';
import type { SignalDefinition, SignalId } from '@/catalogue/types';

export interface OrderedSignals {
  /** Most urgent first: crossed, crossed within a day, first to cross, a disk that fills, the rest as the roadmap lists them. */
  drawn: ThresholdStatus[];
  /** Never any data. */
  missing: ThresholdStatus[];
}

export function orderSignals(advice: Advice): OrderedSignals {
  const [drawn, missing]: [ThresholdStatus[], ThresholdStatus[]] = [[], []];
  for (const status of advice.thresholds) (neverSeen(status) ? missing : drawn).push(status);
  return { drawn: drawn.toSorted((a, b) => urgency(b, advice) - urgency(a, advice)), missing };
}

function neverSeen(status: ThresholdStatus): boolean {
  return status.code === 'no-data' && status.lastAt === null;
}

function urgency(status: ThresholdStatus, advice: Advice): number {
  if (status.code === 'crossed') return 4;
  if (latestCrossing(status.threshold.id, advice)) return 3;
  const rank = advice.headroom.first.indexOf(status.threshold.signal);
  if (rank >= 0) return 2 - rank / 10;
  if (fillsSoon(status.threshold.id, advice)) return 1.5;
  return status.code === 'no-data' ? 0 : 1;
}

/** A disk whose day is known. */
const fillsSoon = (thresholdId: string, { headroom }: Advice): boolean =>
  headroom.bySignal.some((row) => row.thresholdId === thresholdId && row.code === 'fills' && row.date.code === 'date');

/** The newest crossing of a threshold that ended within a day of the newest data, or is open. */
export function latestCrossing(thresholdId: string, advice: Advice) {
  const now = advice.newestAt ?? advice.computedAt;
  return advice.crossings.find(
    (c) => c.thresholdId === thresholdId && (c.closedAt === null || now - c.closedAt < DAY_MS),
  );
}

/** At the head of a card or a row: the word that sentences use, or what its team calls a signal of its own. */
export function titleOf(definition: Pick<SignalDefinition, 'id' | 'title'>): string {
  return isNamed(definition.id) ? signalTitle(definition.id) : definition.title;
}

/** A signal that the catalogue does not know is still shown, under its own id. */
export function definitionOf(signals: SignalDefinition[], id: SignalId): SignalDefinition {
  return (
    signals.find((signal) => signal.id === id) ?? {
      id,
      title: id,
      unit: '',
      kind: 'gauge',
      worsens: 'up',
      merge: 'sum',
      send: `Send ${id}.`,
      snippets: [],
    }
  );
}
