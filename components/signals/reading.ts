import { MinuteState, type SignalFinding } from '@/advisor/types';
import { formatBytes, formatDuration, formatNumber, formatValue, withUnit } from '@/advisor/words/format';
import { bySignalOrder } from '@/advisor/words/signals';
import type { SignalDefinition } from '@/catalogue/types';
import type { Mark } from '@/components/ui/state-mark';

/** One line of the table: a definition and what was found of it. */
export interface Reading {
  definition: SignalDefinition;
  finding: SignalFinding;
}

/** Definitions with their findings; a signal that the worker has not looked at yet counts as missing. */
export function readings(definitions: SignalDefinition[], findings: SignalFinding[]): Reading[] {
  const bySignal = new Map(findings.map((finding) => [finding.signal, finding]));
  return definitions
    .map(
      (definition): Reading => ({
        definition,
        finding: bySignal.get(definition.id) ?? { code: 'missing', signal: definition.id },
      }),
    )
    .sort((a, b) => bySignalOrder(a.definition.id, b.definition.id));
}

/** Shape and word for how good the number is. */
export function qualityOf(finding: SignalFinding): { mark: Mark; word: string } {
  if (finding.code === 'missing') return { mark: 'no-data', word: 'Missing' };
  if (finding.code === 'incomplete') return { mark: 'cannot-tell', word: 'Incomplete' };
  if (finding.code === 'stale') return { mark: 'stale', word: 'Stopped' };
  if (finding.state === MinuteState.noTraffic) return { mark: 'no-effect', word: 'No traffic' };
  if (finding.use.quality === 'estimated') return { mark: 'learning', word: 'Estimated' };
  if (finding.use.quality === 'per-instance') return { mark: 'learning', word: 'Per instance' };
  return { mark: 'ok', word: 'Measured' };
}

/** The newest value with its unit; a dash is never a zero. */
export function valueText({ definition, finding }: Reading): string {
  if (finding.code !== 'measured' || finding.value === null || !Number.isFinite(finding.value)) return '–';
  return formatValue(finding.value, definition.unit);
}

/** "706 of 1,200 connections", for signals that have a capacity behind them. */
export function demandText({ definition, finding }: Reading): string | null {
  if (finding.code !== 'measured' || finding.demand === null || finding.capacity === null) return null;
  const unit = definition.demandUnit ?? '';
  if (unit === 'bytes') return `${formatBytes(finding.demand)} of ${formatBytes(finding.capacity)}`;
  return `${formatNumber(finding.demand, 2)} of ${withUnit(formatNumber(finding.capacity), unit)}`;
}

/** "every 10 s". */
export function intervalText(finding: SignalFinding): string {
  return finding.code === 'missing' || !(finding.use.intervalMs > 0)
    ? ''
    : `every ${formatDuration(finding.use.intervalMs)}`;
}
