'use client';

import { type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import type { DraftProblem } from '@/service/roadmaps/views';

export interface TextAreaHandle {
  goTo(line: number, column: number): void;
}

const LINE_PX = 20;

interface TextAreaProps {
  ref: Ref<TextAreaHandle>;
  value: string;
  onChange: (text: string) => void;
  problems: DraftProblem[];
}

/** A plain text area with its line numbers beside it; a line with a mistake has a mark and its number in red. */
export function TextArea({ ref, value, onChange, problems }: TextAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => value.split('\n').length, [value]);
  const wrong = useMemo(() => new Set(problems.map(({ line }) => line)), [problems]);
  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const before = value.split('\n').slice(0, line - 1);
      const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
      area.current?.scrollTo({ top: Math.max(0, (line - 6) * LINE_PX), left: 0 });
    },
  }));
  return (
    <div className="flex h-[70vh] min-h-96 border-t border-line font-mono text-xs leading-5">
      <div
        ref={gutter}
        aria-hidden
        className="w-12 shrink-0 overflow-hidden border-r border-line bg-sunk text-right text-ink3 select-none"
      >
        <div className="py-2">
          {Array.from({ length: lines }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: line numbers
            <div key={i} className={wrong.has(i + 1) ? 'bg-bad-bg pr-2 font-semibold text-bad' : 'pr-2'}>
              {wrong.has(i + 1) ? '▸ ' : ''}
              {i + 1}
            </div>
          ))}
        </div>
      </div>
      <textarea
        ref={area}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => gutter.current?.scrollTo({ top: event.currentTarget.scrollTop })}
        onKeyDown={(event) => {
          // Tab leaves the field, as everywhere; two spaces are typed.
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        aria-label="The roadmap as YAML"
        aria-invalid={problems.length > 0 || undefined}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        className="min-w-0 grow resize-none bg-card px-3 py-2 whitespace-pre text-ink outline-none focus-visible:ring-2 focus-visible:ring-accent focus-visible:ring-inset max-sm:text-base max-sm:leading-5"
      />
    </div>
  );
}
