'use client';
/** How it is done, one stack at a time. */
import { useState } from 'react';
import type { Step } from '@/catalogue/types';
import { cx } from '@/components/ui/cx';

export function StepHow({ how }: { how: Step['how'] }) {
  const [at, setAt] = useState(0);
  const shown = how[at] ?? how[0];
  if (!shown) return null;
  return (
    <section>
      <h3 className="mb-1 text-ink3 text-xs">How</h3>
      {how.length > 1 ? (
        <div className="mb-2 flex flex-wrap gap-1" role="group" aria-label="Stack">
          {how.map((way, i) => (
            <button
              key={way.stack}
              type="button"
              aria-pressed={i === at}
              onClick={() => setAt(i)}
              className={cx(
                'min-h-7 rounded-md px-2 text-xs max-sm:min-h-11',
                i === at ? 'bg-sunk font-medium text-ink' : 'text-ink2 hover:text-ink',
              )}
            >
              {way.stack}
            </button>
          ))}
        </div>
      ) : (
        <p className="mb-1 text-ink2 text-xs">{shown.stack}</p>
      )}
      <p className="text-pretty text-ink text-sm">{shown.text}</p>
      {shown.code ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keys
        <pre tabIndex={0} className="mt-2 overflow-x-auto rounded-md bg-sunk p-3 text-ink text-xs leading-[18px]">
          <code>{shown.code}</code>
        </pre>
      ) : null}
    </section>
  );
}
