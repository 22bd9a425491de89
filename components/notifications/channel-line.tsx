'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { SavedNote } from '@/components/ui/saved-note';
import { ShownOnce } from '@/components/ui/shown-once';
import { State } from '@/components/ui/state-mark';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine, WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { ChannelView } from '@/service/views/notifications';
import { NOTHING_SAVED, type SaveAction } from '../settings/save';
import { ChannelFields, ChannelNote, clock, saidApart } from './channel-fields';
import { EVENT_WORDS } from './events';

const KINDS = {
  email: 'E-mail',
  slack: 'Slack-compatible',
  webhook: 'Webhook',
  pagerduty: 'PagerDuty-compatible',
} as const;

interface ChannelLineProps {
  channel: ChannelView;
  /** `do`: test, pause, resume or remove the channel `id`. */
  change: SaveAction;
  edit: SaveAction;
  mayManage: boolean;
  zone: string;
}

/** One channel: what it is, what it is told of, and what a manager may do with it. */
export function ChannelLine({ channel, change, edit, mayManage, zone }: ChannelLineProps) {
  const { state, busy, form } = useForm(change, NOTHING_SAVED);
  const [isOpen, setOpen] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const { id, kind, name, target, events, quietFrom, quietTo } = channel;
  const quiet = quietFrom === null || quietTo === null ? '' : `Quiet ${clock(quietFrom)}–${clock(quietTo)}. `;
  return (
    <li className="border-b border-line py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <b className="font-medium break-words text-ink">{name}</b>
        <span className="text-ink2">{KINDS[kind]}</span>
        <span className="min-w-0 font-mono text-xs break-all text-ink3">{target?.replaceAll(',', ', ')}</span>
        {channel.state === 'paused' ? <State state="open">Paused</State> : null}
        {channel.state === 'incomplete' ? <State state="stale">No address</State> : null}
        {mayManage ? (
          <form {...form} className="ml-auto flex flex-wrap gap-2 max-sm:ml-0 max-sm:w-full">
            <input type="hidden" name="id" value={id} />
            {channel.state === 'incomplete' ? null : (
              <Button type="submit" name="do" value="test" size="sm" busy={busy}>
                Send a test
              </Button>
            )}
            <Button size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              Change
            </Button>
            <Button
              type="submit"
              name="do"
              value={channel.state === 'paused' ? 'resume' : 'pause'}
              size="sm"
              disabled={busy}
            >
              {channel.state === 'paused' ? 'Resume' : 'Pause'}
            </Button>
            <Button size="sm" aria-expanded={isLeaving} onClick={() => setLeaving(!isLeaving)}>
              Remove …
            </Button>
          </form>
        ) : null}
      </div>
      <p className="mt-1 text-xs text-pretty text-ink3">
        {stateWords(channel)}
        {quiet}
        {events.map((event) => EVENT_WORDS[event] ?? event).join(' · ')}
      </p>
      <ErrorLine error={state.error} className="mt-2" />
      {isLeaving ? <RemoveChannel channel={channel} change={change} /> : null}
      {isOpen ? <EditChannel channel={channel} edit={edit} zone={zone} /> : null}
    </li>
  );
}

function RemoveChannel({ channel, change }: Pick<ChannelLineProps, 'channel' | 'change'>) {
  const { state, busy, form } = useForm(change, NOTHING_SAVED);
  return (
    <form {...form} className="mt-3">
      <input type="hidden" name="id" value={channel.id} />
      <Notice
        tone="warn"
        action={
          <Button type="submit" name="do" value="remove" kind="danger" size="sm" busy={busy}>
            Remove {channel.name}
          </Button>
        }
      >
        <b>It is told of nothing any more.</b> What waits for it is not sent, and its address and key are forgotten.
      </Notice>
      <ErrorLine error={state.error} className="mt-2" />
    </form>
  );
}

function stateWords({ state }: ChannelView): string {
  if (state === 'paused') return 'It is told of nothing until somebody resumes it. ';
  return state === 'incomplete' ? 'Nothing is sent until its address is entered here. ' : '';
}

function EditChannel({ channel, edit, zone }: { channel: ChannelView; edit: SaveAction; zone: string }) {
  const { state, busy, form } = useForm(edit, NOTHING_SAVED);
  const apart = saidApart(state.error);
  return (
    <form {...form} aria-label={`Change ${channel.name}`} className="mt-3 rounded-lg border border-line bg-sunk p-4">
      <ShownOnce secret={state.token} className="mb-4">
        <b>The key that signs its requests, shown this once.</b>
      </ShownOnce>
      <input type="hidden" name="id" value={channel.id} />
      <fieldset disabled={busy} className="grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-6">
        <ChannelFields kind={channel.kind} channel={channel} error={state.error} />
      </fieldset>
      <ChannelNote zone={zone} />
      <WhatWentWrong error={apart} className="mt-3" />
      <div className="mt-4 flex items-center gap-3">
        <Button type="submit" busy={busy}>
          Save
        </Button>
        <SavedNote at={state.savedAt} busy={busy}>
          Saved.
        </SavedNote>
      </div>
    </form>
  );
}
