'use client';

import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Code, CopyButton } from '@/components/ui/code';
import { cx } from '@/components/ui/cx';
import type { Snippet } from './snippets';

interface SnippetCardProps {
  snippets: Snippet[];
  chosen: string;
  choose: (id: string) => void;
  token: string;
  foot: ReactNode;
}

/** Language tabs over the code to paste. Arrow keys move between the tabs. */
export function SnippetCard({ snippets, chosen, choose, token, foot }: SnippetCardProps) {
  const at = Math.max(
    0,
    snippets.findIndex(({ id }) => id === chosen),
  );
  const snippet = snippets[at];
  if (!snippet) return null;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step === undefined ? undefined : snippets[(at + step + snippets.length) % snippets.length];
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <Card flush foot={foot}>
      <div className="flex items-center justify-between gap-3 border-b border-line pr-4 pl-4">
        <div role="tablist" aria-label="Language" onKeyDown={onKeyDown} className="flex gap-5 overflow-x-auto">
          {snippets.map(({ id, label }) => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              role="tab"
              aria-selected={id === snippet.id}
              aria-controls="snippet"
              tabIndex={id === snippet.id ? 0 : -1}
              onClick={() => choose(id)}
              className={cx(
                'h-11 border-y-2 border-t-transparent text-sm whitespace-nowrap focus-visible:-outline-offset-2',
                id === snippet.id
                  ? 'border-b-accent font-medium text-ink'
                  : 'border-b-transparent text-ink2 hover:text-ink',
              )}
            >
              {label}
            </button>
          ))}
        </div>
        <CopyButton text={snippet.code} />
      </div>
      <div id="snippet" role="tabpanel" aria-labelledby={`tab-${snippet.id}`} className="p-4">
        {snippet.install ? <Code code={snippet.install} className="mb-4 text-ink3 [&_span]:text-ink3" /> : null}
        <Code code={snippet.code} secret={token} />
        {snippet.note ? <p className="mt-3 text-xs text-ink2">{snippet.note}</p> : null}
      </div>
    </Card>
  );
}
