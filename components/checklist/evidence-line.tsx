/** What telemetry says of a step, under its title: icon and words, never colour alone. */
import type { StepFinding } from '@/advisor/types';
import { formatNumber } from '@/advisor/words/format';
import { evidenceSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import { PersonIcon, TraceIcon } from '@/components/ui/icons';
import { StateMark } from '@/components/ui/state-mark';

interface Props {
  step: StepFinding;
  wording: Wording;
  tickedBy: string | null;
}

export function EvidenceLine({ step, wording, tickedBy }: Props) {
  const { evidence } = step;
  if (step.status === 'done' && step.by === 'person')
    return <Line icon={<PersonIcon size={13} />}>ticked by {tickedBy ?? 'hand'}</Line>;
  switch (evidence.code) {
    case 'proved':
      return (
        <Line icon={<TraceIcon size={13} />}>
          {evidenceSentence(evidence, wording)}: {evidence.says}
        </Line>
      );
    case 'seen':
      return (
        <Line icon={<StateMark state="learning" size={12} className="text-accent" />} tone="text-accent">
          {evidenceSentence(evidence, wording)} ({progress(evidence.trueHours, evidence.windowHours)} so far)
        </Line>
      );
    case 'suggested':
      return (
        <Line icon={<StateMark state="cannot-tell" size={12} className="text-accent" />} tone="text-accent">
          {evidenceSentence(evidence, wording)} – {evidence.says}
        </Line>
      );
    case 'gone':
      return (
        <Line icon={<StateMark state="stale" size={12} />} tone="text-warn">
          {evidenceSentence(evidence, wording)}
        </Line>
      );
    default:
      return null;
  }
}

/** Hours, or minutes where the app's window is shorter than an hour. */
export function progress(trueHours: number, windowHours: number): string {
  return windowHours >= 1 ? `${formatNumber(trueHours, 2)} h` : `${Math.floor(trueHours * 60)} min`;
}

function Line({
  icon,
  tone = 'text-ink3',
  children,
}: {
  icon: React.ReactNode;
  tone?: string;
  children: React.ReactNode;
}) {
  return (
    <span className={`flex items-start gap-1.5 text-xs ${tone}`}>
      <span className="mt-[2px] shrink-0">{icon}</span>
      <span className="min-w-0">{children}</span>
    </span>
  );
}
