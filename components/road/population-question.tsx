'use client';
/** One question, one click: what the app's user metric counts. */
import { useActionState } from 'react';
import type { Population } from '@/catalogue/types';
import { buttonClass } from '@/components/ui/button';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import { POPULATION_WORDS } from './words';

export interface ActionResult {
  error: string | null;
}

interface Props {
  /** As the advisor asks it; a name between back-ticks is a metric. */
  question: string;
  action(population: Population): Promise<ActionResult>;
  mayAnswer: boolean;
}

const ANSWERS: Population[] = ['concurrent', 'daily', 'monthly', 'registered'];

export function PopulationQuestion({ question, action, mayAnswer }: Props) {
  const [result, send, busy] = useActionState<ActionResult | null, Population>(
    (_, population) => action(population),
    null,
  );
  const asked = question.charAt(0).toUpperCase() + question.slice(1);
  return (
    <form className="flex flex-wrap items-center gap-2">
      <b className="mr-1 text-sm">
        {asked.split('`').map((part, i) =>
          i % 2 === 1 ? (
            <code key={part} className="font-mono text-xs">
              {part}
            </code>
          ) : (
            part
          ),
        )}
      </b>
      {ANSWERS.map((population) => (
        <button
          key={population}
          type="submit"
          disabled={busy || !mayAnswer}
          formAction={() => send(population)}
          className={buttonClass('plain', 'sm')}
        >
          {POPULATION_WORDS[population]}
        </button>
      ))}
      {mayAnswer ? null : <span className="text-ink3 text-xs">An editor of the team can answer.</span>}
      <ErrorLine error={result?.error} className="w-full" />
    </form>
  );
}
