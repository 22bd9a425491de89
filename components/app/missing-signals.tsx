/** Thresholds that nothing is sent for: said in one line, never drawn as an empty or a zero chart. */
import type { ThresholdStatus } from '@/advisor/types';
import { limitLabel } from '@/advisor/words/sentences';
import type { SignalDefinition } from '@/catalogue/types';
import { TextLink } from '@/components/ui/button';
import { StateMark } from '@/components/ui/state-mark';
import { definitionOf, titleOf } from './signal-order';

export function MissingSignals({
  missing,
  signals,
  href,
}: {
  missing: ThresholdStatus[];
  signals: SignalDefinition[];
  href: string;
}) {
  if (missing.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-ink2 text-sm">
      <span className="inline-flex items-center gap-2">
        <StateMark state="no-data" /> Not measured:
      </span>
      {missing.map(({ threshold }) => {
        const definition = definitionOf(signals, threshold.signal);
        return (
          <span key={threshold.id} title={definition.send}>
            <span className="text-ink">{titleOf(definition)}</span>{' '}
            <span className="text-ink3">limit {limitLabel(threshold, definition.unit)}</span>
          </span>
        );
      })}
      <TextLink href={`${href}/signals`}>What to send</TextLink>
    </div>
  );
}
