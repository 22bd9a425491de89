'use client';

import { useState, useTransition } from 'react';
import { formatCount, formatMultiple } from '@/advisor/words/format';
import { signalWord } from '@/advisor/words/signals';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SelectField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { PreviewView, StandingView } from '@/service/roadmaps/views';

export type PreviewAction = (
  app: string,
  text: string,
) => Promise<{ view: PreviewView | null; error: { message: string; fix?: string } | null }>;

interface PreviewProps {
  apps: { slug: string; name: string }[];
  text: string;
  /** Nothing is wrong with the text. */
  ready: boolean;
  preview: PreviewAction;
}

/** "With this roadmap you would be in Grow": the draft on what is stored of an app. */
export function Preview({ apps, text, ready, preview }: PreviewProps) {
  const [busy, start] = useTransition();
  const [app, setApp] = useState(apps[0]?.slug ?? '');
  const [shown, setShown] = useState<{ of: string; view: PreviewView } | null>(null);
  const [error, setError] = useState<{ message: string; fix?: string } | null>(null);
  if (apps.length === 0) return null;
  const ask = () =>
    start(async () => {
      const answer = await preview(app, text);
      setShown(answer.view ? { of: text, view: answer.view } : null);
      setError(answer.error);
    });
  return (
    <Card id="preview" title="Try it" note="on stored signals; nothing is written">
      <div className="flex items-end gap-3">
        <SelectField label="App" className="grow" value={app} onChange={(event) => setApp(event.target.value)}>
          {apps.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </SelectField>
        <Button onClick={ask} busy={busy} disabled={!ready} className="max-sm:h-11">
          Try
        </Button>
      </div>
      <div aria-live="polite">
        {error ? (
          <Notice tone="bad" className="mt-3">
            <b>{error.message}</b> {error.fix}
          </Notice>
        ) : null}
        {shown ? <Standing view={shown.view} stale={shown.of !== text} /> : null}
      </div>
    </Card>
  );
}

function Standing({ view: { app, now, draft }, stale }: { view: PreviewView; stale: boolean }) {
  const rows: [string, (standing: StandingView) => string][] = [
    ['Load', phaseOfLoad],
    ['Architecture', ({ phases, position }) => phases[position.architecturePhase]?.title ?? '–'],
    ['Headroom', headroomOf],
    ['Crossed', crossedOf],
    ['Open steps', ({ openSteps }) => String(openSteps.length)],
  ];
  return (
    <div className={stale ? 'mt-3 opacity-60' : 'mt-3'}>
      <p className="text-base font-semibold text-pretty text-ink">{sentence(app.name, draft)}</p>
      {stale ? <p className="text-xs text-ink3">The text has changed since: try again.</p> : null}
      <table className="mt-2 w-full text-sm text-ink2">
        <thead className="text-xs text-ink3">
          <tr className="border-b border-line">
            <td />
            <th scope="col" className="py-1 text-left font-normal">
              now
            </th>
            <th scope="col" className="py-1 text-left font-normal">
              with this
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, say]) => (
            <tr key={name} className="border-b border-line align-top last:border-0">
              <th scope="row" className="py-1.5 pr-3 text-left font-normal text-ink3">
                {name}
              </th>
              <td className="py-1.5 pr-3">{now ? say(now) : '–'}</td>
              <td className={`py-1.5 ${now && say(now) === say(draft) ? '' : 'font-medium text-ink'}`}>{say(draft)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sentence(app: string, draft: StandingView): string {
  const { position, phases } = draft;
  if (position.code === 'position') return `With this roadmap ${app} would be in ${phases[position.loadPhase]?.title}.`;
  return `With this roadmap nobody could tell ${app}’s phase: ${CANNOT[position.reason]}.`;
}

const CANNOT = {
  'population-not-said': 'nobody has said which users its metric counts',
  'population-differs': 'it counts other users than the roadmap, and no ratio is set',
  'no-load': 'there is no load',
  learning: 'a day of data is needed',
} as const;

function phaseOfLoad({ position, phases }: StandingView): string {
  return position.code === 'position' ? (phases[position.loadPhase]?.title ?? '–') : 'cannot tell';
}

function headroomOf({ headroom }: StandingView): string {
  if (headroom.code === 'crossed') return `past a limit: ${headroom.first.map(signalWord).join(', ')}`;
  if (headroom.multiple === null) return 'cannot tell yet';
  const before = headroom.code === 'more-than' ? 'more than ' : headroom.code === 'at-most' ? 'at most ' : '';
  return `${before}${formatMultiple(headroom.multiple)}, ${headroom.first.map(signalWord).join(' or ')} first`;
}

function crossedOf({ crossed, thresholds }: StandingView): string {
  const of = `of ${formatCount(thresholds, 'limit')}`;
  if (crossed.length === 0) return `none ${of}`;
  return `${crossed.length} ${of}: ${crossed.map(({ signal }) => signalWord(signal)).join(', ')}`;
}
