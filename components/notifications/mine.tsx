'use client';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField } from '@/components/ui/field';
import { SavedNote } from '@/components/ui/saved-note';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { NotificationsView } from '@/service/views/notifications';
import { NOTHING_SAVED, type SaveAction } from '../settings/save';
import { QuietFields, saidApart, saidAt } from './channel-fields';
import { EventBoxes } from './events';

interface MineProps {
  mine: NotificationsView['mine'];
  choose: SaveAction;
  sendsMail: boolean;
  /** The reader's own. */
  zone: string;
}

/** What the reader gets by e-mail themselves, and when not. */
export function Mine({ mine, choose, sendsMail, zone }: MineProps) {
  const { state, busy, form } = useForm(choose, NOTHING_SAVED);
  const errorOf = (field: string) => saidAt(state.error, field);
  const apart = saidApart(state.error);
  const zones = [...new Set([mine.zone ?? zone, zone])];
  if (!sendsMail)
    return (
      <Card id="mine" title="What you get" note="by e-mail, to your own address">
        <EmptyNote>This installation sends no e-mail. An operator can set HEADROOM_SMTP_URL.</EmptyNote>
      </Card>
    );
  return (
    <Card id="mine" title="What you get" note="by e-mail, to your own address">
      <form {...form}>
        <EventBoxes chosen={mine.events} />
        <div className="mt-3 grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-6">
          <QuietFields of={mine} errorOf={errorOf} />
          {zones.length > 1 ? (
            <SelectField label="In the zone" name="zone" defaultValue={zones[0]} className="sm:col-span-2">
              {zones.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </SelectField>
          ) : (
            <input type="hidden" name="zone" value={zones[0]} />
          )}
        </div>
        <p className="mt-2 text-xs text-ink3">
          Quiet hours are yours, in {zones.length > 1 ? 'the zone that you choose' : `your zone (${zones[0]})`}; what
          happens in them comes at their end, as one message.
        </p>
        <div className="mt-3 flex items-center gap-3">
          <Button type="submit" busy={busy}>
            Save
          </Button>
          <SavedNote at={state.savedAt} busy={busy}>
            Saved.
          </SavedNote>
        </div>
        <WhatWentWrong error={apart} className="mt-3" />
      </form>
    </Card>
  );
}
