'use client';

import { TextField } from '@/components/ui/field';
import type { RetentionView } from '@/service/views/views';
import type { SaveAction } from './save';
import { Section } from './section';

interface RetentionSectionProps {
  keep: RetentionView;
  action: SaveAction;
  mayEdit: boolean;
}

/** How long the app's telemetry is kept: at most as long as the installation keeps anything. */
export function RetentionSection({ keep, action, mayEdit }: RetentionSectionProps) {
  const own = keep.minutesDays !== null || keep.hoursDays !== null;
  return (
    <Section
      id="retention"
      title="Retention"
      note={own ? 'your own' : 'as the installation'}
      says="What is older is deleted within the hour and cannot be brought back. Forecasts rest on the hours of the last 84 days."
      action={action}
      mayEdit={mayEdit}
      whoMay="a manager"
    >
      {({ error }) => (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            key={`m${keep.minutesDays}`}
            label="Keep minutes for"
            name="minutesDays"
            inputMode="numeric"
            unit="days"
            hint={`Empty: ${keep.mostMinutesDays} days.`}
            defaultValue={keep.minutesDays?.toString()}
            error={error?.field === 'minutesDays' ? error.message : null}
          />
          <TextField
            key={`h${keep.hoursDays}`}
            label="Keep hours for"
            name="hoursDays"
            inputMode="numeric"
            unit="days"
            hint={`Empty: ${keep.mostHoursDays} days.`}
            defaultValue={keep.hoursDays?.toString()}
            error={error?.field === 'hoursDays' ? error.message : null}
          />
        </div>
      )}
    </Section>
  );
}
