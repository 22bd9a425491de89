/** One step in full: why, how in each stack, what proves it, the way back, what can go wrong, where it comes from. */
import type { StepFinding } from '@/advisor/types';
import { formatEffort, formatMoneyChange } from '@/advisor/words/format';
import { shortPhase } from '@/advisor/words/names';
import { relievesWords } from '@/advisor/words/relieves';
import { evidenceSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import type { Phase, Roadmap, Step } from '@/catalogue/types';
import { Badge } from '@/components/ui/badge';
import { Notice } from '@/components/ui/notice';
import type { StepWork } from '@/service/views/work';
import { effectWords } from './effect-line';
import { progress } from './evidence-line';
import { StepActions, type TickAction } from './step-actions';
import { StepHow } from './step-how';
import { type NoteAction, StepNote } from './step-note';

interface Props {
  step: StepFinding;
  /** Null where the catalogue has lost it: what is known is shown anyway. */
  entry: Step | null;
  all: StepFinding[];
  roadmap: Roadmap;
  wording: Wording;
  tick: TickAction | null;
  work: StepWork | null;
  note: NoteAction | null;
}

export function StepPanel({ step, entry, all, roadmap, wording, tick, work, note }: Props) {
  const phase = roadmap.phases[step.phase];
  const waiting = all.filter((s) => s.waitsFor.includes(step.stepId) && s.status === 'open').length;
  return (
    <article aria-label={step.title}>
      <div className="grid grid-cols-1 gap-5 p-4">
        <header>
          <h2 className="text-balance font-semibold text-ink text-lg">{step.title}</h2>
          <p className="mt-2 flex flex-wrap gap-2">
            {phase ? (
              <Badge>
                {isOfPhase(step, phase) ? shortPhase(phase) : 'for its limit'}, {step.required ? 'required' : 'helpful'}
              </Badge>
            ) : null}
            {waiting > 0 ? (
              <Badge tone="accent">{waiting === 1 ? 'one step waits' : `${waiting} steps wait`} for it</Badge>
            ) : null}
            {entry?.quickWinMinutes ? <Badge tone="ok">quick win, {entry.quickWinMinutes} min</Badge> : null}
          </p>
        </header>
        {entry ? <Part title="Why">{entry.why}</Part> : null}
        {entry?.correction ? (
          <Notice tone="warn" mark="soon">
            <b>Not as the document says.</b> {entry.correction}
          </Notice>
        ) : null}
        {entry && entry.how.length > 0 ? <StepHow how={entry.how} /> : null}
        <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-y-2 text-sm">
          <Fact name="Relieves">{relievesWords(step, step.relieves.length)}</Fact>
          <Fact name="Effort">
            {step.effortDays ? `${formatEffort(step.effortDays)}, ${step.who}` : `not known, ${step.who}`}
          </Fact>
          <Fact name="Lead">
            {step.leadDays.low === step.leadDays.high
              ? step.leadDays.high
              : `${step.leadDays.low}–${step.leadDays.high}`}{' '}
            days from decision to effect
          </Fact>
          <Fact name="A month">
            {step.addsCents === null ? 'no price known' : formatMoneyChange(step.addsCents, step.currency)}
          </Fact>
        </dl>
        <Part title="Your team">
          <StepNote key={step.stepId} stepId={step.stepId} work={work} note={note} />
        </Part>
        <Part title="Proof">{proof(step, entry, wording)}</Part>
        {step.effect ? <Part title="Effect">{effectWords(step, all, wording)}.</Part> : null}
        {entry?.wayBack ? <Part title="Way back">{entry.wayBack}</Part> : null}
        {entry && entry.risks.length > 0 ? (
          <Part title="What can go wrong">
            <ul className="list-disc pl-4 marker:text-ink3">
              {entry.risks.map((risk) => (
                <li key={risk}>{risk}</li>
              ))}
            </ul>
          </Part>
        ) : null}
        {entry ? <Sources step={entry} /> : null}
      </div>
      <footer className="sticky bottom-0 border-line border-t bg-card px-4 py-3">
        {tick ? (
          <StepActions
            key={step.stepId}
            stepId={step.stepId}
            status={step.status}
            byTelemetry={step.by === 'telemetry'}
            looksDone={step.evidence.code === 'suggested'}
            tick={tick}
          />
        ) : (
          <p className="text-ink3 text-xs">Viewers cannot tick steps; an editor of the team can.</p>
        )}
      </footer>
    </article>
  );
}

/** Steps of limits stand in no phase. */
const isOfPhase = ({ stepId }: StepFinding, { required, helpful }: Phase): boolean =>
  [...required, ...helpful].includes(stepId);

export function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-ink3 text-xs">{title}</h3>
      <div className="text-pretty text-ink text-sm">{children}</div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink3">{name}</dt>
      <dd className="text-ink">{children}</dd>
    </>
  );
}

function proof(step: StepFinding, entry: Step | null, wording: Wording): React.ReactNode {
  const { evidence } = step;
  const said = evidenceSentence(evidence, wording);
  const now = said.charAt(0).toUpperCase() + said.slice(1);
  const how = entry?.evidence.says;
  if (evidence.code === 'seen') {
    const share = Math.min(1, evidence.trueHours / Math.max(evidence.needHours, 1e-9));
    return (
      <>
        {now}.
        <span className="mt-2 block h-1.5 overflow-hidden rounded-xs bg-p1" aria-hidden="true">
          <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
        </span>
        <span className="mt-1 block text-ink3 text-xs">
          {progress(evidence.trueHours, evidence.windowHours)} of {progress(evidence.needHours, evidence.windowHours)}:{' '}
          {evidence.says}
        </span>
      </>
    );
  }
  const says = 'says' in evidence && evidence.says !== how ? evidence.says : null;
  return (
    <>
      {now}
      {says ? `: ${says}` : ''}.
      {how && evidence.code !== 'person' ? (
        <span className="mt-1 block text-ink2">Ticks itself when {lower(how)}</span>
      ) : null}
    </>
  );
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

function Sources({ step }: { step: Step }) {
  return (
    <Part title="Source">
      <ul>
        {step.sources.map((source) => (
          <li key={`${source.document} ${source.place}`}>
            {source.document}, “{source.place}”
            {source.ours ? <span className="text-ink2">; ours: {source.ours}</span> : null}
          </li>
        ))}
      </ul>
    </Part>
  );
}
