'use client';

import { TextField } from '@/components/ui/field';
import type { SaveAction } from './save';
import { Section } from './section';

/** How long a proof must hold before a step ticks itself. */
export function EvidenceSection({
  minutes,
  action,
  mayEdit,
}: {
  minutes: number | null;
  action: SaveAction;
  mayEdit: boolean;
}) {
  return (
    <Section
      id="evidence"
      title="Evidence window"
      note={minutes === null ? '24 h, as built in' : 'your own'}
      says="A step ticks itself when its proof has held for most of this window. A window of your own is said on the checklist."
      action={action}
      mayEdit={mayEdit}
    >
      {({ error }) => (
        <TextField
          key={minutes}
          label="Window"
          name="minutes"
          inputMode="numeric"
          unit="min"
          hint="Empty: 24 hours."
          defaultValue={minutes?.toString()}
          className="sm:max-w-72"
          error={error?.field ? error.message : null}
        />
      )}
    </Section>
  );
}
