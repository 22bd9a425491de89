'use client';

import type { Ref, RefObject } from 'react';
import { CloseIcon } from '@/components/ui/icons';

const KEYS: [string[], string][] = [
  [['⌘K', '/'], 'Find an app, page or action'],
  [['t'], 'Light or dark'],
  [['?'], 'This list'],
  [['Tab'], 'Move to the next thing that acts'],
  [['←', '→'], 'In a chart: move the cursor one step'],
  [['Home', 'End'], 'In a chart: first and last point'],
  [['double click'], 'In a chart: back to the whole range'],
  [['Esc'], 'Close what is open'],
];

/** The keys, listed; opened by "?". */
export function Keys({ ref }: { ref: Ref<HTMLDialogElement> }) {
  const close = () => (ref as RefObject<HTMLDialogElement | null>).current?.close();
  return (
    <dialog
      ref={ref}
      aria-label="Keys"
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-lg border border-line2 bg-card p-0 text-ink backdrop:bg-ink/30 dark:backdrop:bg-ground/70"
    >
      <div className="flex items-center justify-between border-b border-line py-2 pr-2 pl-4">
        <h2 className="text-base font-semibold">Keys</h2>
        <button
          type="button"
          aria-label="Close"
          onClick={close}
          className="grid size-8 place-items-center rounded-md text-ink2 hover:bg-sunk"
        >
          <CloseIcon />
        </button>
      </div>
      <dl className="px-4 py-2">
        {KEYS.map(([keys, what]) => (
          <div
            key={what}
            className="flex items-center justify-between gap-6 border-b border-line py-2 text-sm last:border-0"
          >
            <dt className="order-2 flex gap-1.5">
              {keys.map((key) => (
                <kbd key={key} className="rounded-sm border border-line bg-sunk px-1.5 py-0.5 text-xs text-ink2">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-ink2">{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
