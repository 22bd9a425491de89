/** One signal of the phase: its value against its limit, a sentence on how it stands, and its chart. */
import type { Advice, SignalFinding, ThresholdStatus } from '@/advisor/types';
import { becauseOf } from '@/advisor/words/because';
import { formatNumber, formatValue } from '@/advisor/words/format';
import { crossingSentence, limitLabel, thresholdSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import type { SignalDefinition } from '@/catalogue/types';
import { SignalChart } from '@/components/charts/signal-chart';
import { SignalFile } from '@/components/charts/signal-file';
import { Card } from '@/components/ui/card';
import { type Mark, StateMark } from '@/components/ui/state-mark';
import { definitionOf, latestCrossing, titleOf } from './signal-order';

interface Props {
  status: ThresholdStatus;
  advice: Advice;
  signals: SignalDefinition[];
  wording: Wording;
  height?: number;
  /** Where the limit comes from, in a line under the chart. */
  source?: string;
}

const MARK: Record<ThresholdStatus['code'], Mark> = {
  crossed: 'crossing',
  clear: 'clear',
  'no-data': 'no-data',
  'no-traffic': 'no-data',
  'too-few': 'cannot-tell',
  'between-bounds': 'cannot-tell',
};

export function SignalCard({ status, advice, signals, wording, height, source }: Props) {
  const { threshold } = status;
  const definition = definitionOf(signals, threshold.signal);
  const said = sentence(status, advice, signals, wording);
  const finding = advice.signals.find((s) => s.signal === threshold.signal);
  return (
    <Card className="h-full" foot={source}>
      <div className="flex items-baseline justify-between gap-x-3">
        <h3 title={titleOf(definition)} className="truncate font-semibold text-base text-ink xl:max-[1359px]:text-sm">
          {titleOf(definition)}
        </h3>
        <p className="shrink-0 text-ink3 text-sm">
          <span className="font-semibold text-ink text-lg">{valueNow(status, finding, definition)}</span> of{' '}
          {limitNow(threshold.limit, definition.unit)}
        </p>
      </div>
      <p className={`mt-0.5 mb-2 flex min-h-[32px] items-start gap-1.5 text-xs ${said.bad ? 'text-bad' : 'text-ink3'}`}>
        <StateMark state={said.bad ? 'crossing' : (said.mark ?? MARK[status.code])} size={12} className="mt-0.5" />
        <span>
          {said.words}
          {demandWords(finding, definition)}
        </span>
        <SignalFile definition={definition} />
      </p>
      <SignalChart
        definition={definition}
        height={height}
        threshold={{
          limit: threshold.limit,
          worsens: threshold.worsens,
          words: limitLabel(threshold, definition.unit),
        }}
      />
    </Card>
  );
}

/** A crossing that closed today is still told, in red, beside a current value in ink. */
function sentence(
  status: ThresholdStatus,
  advice: Advice,
  signals: SignalDefinition[],
  wording: Wording,
): { words: string; bad: boolean; mark?: Mark } {
  const recent = status.code === 'clear' ? latestCrossing(status.threshold.id, advice) : undefined;
  if (recent) return { words: crossingSentence(recent, wording), bad: true };
  const why = status.code === 'no-data' ? whyNoValue(status, advice) : null;
  if (why !== null) return { words: why, bad: false, mark: 'cannot-tell' };
  return { words: thresholdSentence(status, signals, wording), bad: status.code === 'crossed' };
}

/** Where points come and no value can be made of them: that is no silence. */
function whyNoValue({ threshold }: ThresholdStatus, advice: Advice): string | null {
  const row = advice.headroom.bySignal.find(({ thresholdId }) => thresholdId === threshold.id);
  if (row?.code === 'cannot-tell' && row.reason.code === 'capacity-unknown')
    return `no value, because ${becauseOf(row.reason)}`;
  const arrives = advice.signals.some(({ signal, code }) => signal === threshold.signal && code === 'incomplete');
  return arrives ? 'no value: not all that it takes arrives' : null;
}

function valueNow(status: ThresholdStatus, finding: SignalFinding | undefined, definition: SignalDefinition): string {
  if (status.code === 'no-data' || status.code === 'no-traffic') return '–';
  const value = 'value' in status ? status.value : finding?.code === 'measured' ? finding.value : null;
  if (value === null) return '–';
  // The unit stands once, behind the limit.
  return definition.unit === '%'
    ? formatValue(value, '%').replace(' %', '')
    : formatNumber(Number(value.toPrecision(3)));
}

/** "80 %", "500 ms"; what is counted needs no unit beside its title. */
function limitNow(limit: number, unit: string): string {
  return /^(%|ms|s)$/.test(unit) ? formatValue(limit, unit) : formatNumber(limit);
}

/** Behind every percentage: what of what. */
function demandWords(finding: SignalFinding | undefined, definition: SignalDefinition): string {
  if (finding?.code !== 'measured' || finding.demand === null || finding.capacity === null || definition.unit !== '%')
    return '';
  const unit = definition.demandUnit ?? '';
  const short = (value: number) => formatValue(Number(value.toPrecision(3)), unit);
  return ` · ${short(finding.demand).replace(/ (?!.* ).*$/, unit === 'bytes' ? '$&' : '')} of ${short(finding.capacity)}`;
}
