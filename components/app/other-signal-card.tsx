/** A signal against a limit that is not judged now: another phase's, or one that nothing is sent for. */
import type { Advice, EffectiveThreshold } from '@/advisor/types';
import { formatValue } from '@/advisor/words/format';
import { limitLabel } from '@/advisor/words/sentences';
import type { SignalDefinition } from '@/catalogue/types';
import { SignalChart } from '@/components/charts/signal-chart';
import { SignalFile } from '@/components/charts/signal-file';
import { Card } from '@/components/ui/card';
import { StateMark } from '@/components/ui/state-mark';
import { definitionOf, titleOf } from './signal-order';

interface Props {
  threshold: EffectiveThreshold;
  signals: SignalDefinition[];
  advice: Advice | null;
  judged: boolean;
}

export function OtherSignalCard({ threshold, signals, advice, judged }: Props) {
  const definition = definitionOf(signals, threshold.signal);
  const finding = advice?.signals.find((s) => s.signal === threshold.signal);
  const measured = finding !== undefined && finding.code !== 'missing';
  const words = limitLabel(threshold, definition.unit);
  return (
    <Card className="h-full" foot={threshold.sourceText}>
      <div className="flex items-baseline justify-between gap-x-3">
        <h3 title={titleOf(definition)} className="truncate font-semibold text-base text-ink xl:max-[1359px]:text-sm">
          {titleOf(definition)}
        </h3>
        <p className="shrink-0 text-ink3 text-sm">
          {finding?.code === 'measured' && finding.value !== null ? (
            <>
              <span className="font-semibold text-ink text-lg">{formatValue(finding.value, definition.unit)}</span> of{' '}
            </>
          ) : null}
          {formatValue(threshold.limit, definition.unit)}
        </p>
      </div>
      <p className="mt-0.5 mb-2 flex min-h-[32px] items-start gap-1.5 text-ink3 text-xs">
        <StateMark state={measured ? 'open' : 'no-data'} size={12} className="mt-0.5" />
        <span>
          {measured ? (judged ? 'no data at the moment' : 'judged once load is in this phase') : 'not measured'}
        </span>
        {measured ? <SignalFile definition={definition} /> : null}
      </p>
      {measured ? (
        <SignalChart
          definition={definition}
          threshold={{ limit: threshold.limit, worsens: threshold.worsens, words }}
        />
      ) : (
        <p className="flex h-[216px] flex-col items-center justify-center gap-2 text-balance border-line border-b px-4 text-center text-ink2 text-sm">
          <span>{definition.send}</span>
          <span className="text-bad text-xs">limit {words}</span>
        </p>
      )}
    </Card>
  );
}
