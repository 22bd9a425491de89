'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { formatDayTime } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import { type Mark, State } from '@/components/ui/state-mark';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import type { MessageView, NotificationsView } from '@/service/views/notifications';
import { NOTHING_SAVED, type SaveAction } from '../settings/save';
import { AddChannel } from './add-channel';
import { ChannelLine } from './channel-line';
import { Mine } from './mine';

interface NotificationsProps {
  view: NotificationsView;
  zone: string;
  add: SaveAction;
  /** `do`: test, pause, resume or remove the channel `id`. */
  change: SaveAction;
  edit: SaveAction;
  choose: SaveAction;
  resend: SaveAction;
}

const MARKS: Record<MessageView['state'], Mark> = { sent: 'ok', failed: 'down', waiting: 'waiting' };
const LOOK_EVERY_MS = 3_000;

export function NotificationsPage({ view, zone, add, change, edit, choose, resend }: NotificationsProps) {
  const { channels, messages, role, sendsMail, team } = view;
  useOutcomes(messages);
  const mayManage = role === 'manager' || role === 'admin';
  const failed = messages.filter(({ state }) => state === 'failed').length;
  return (
    <>
      <FirstLine
        rest={failed ? `${formatCount(failed, 'message')} could not be delivered.` : undefined}
        under="What happens in this team’s apps, told where you want it: each event once, gathered, tried again for hours."
      >
        {channels.length ? `${formatCount(channels.length, 'channel')}.` : 'No channel yet: nobody is told.'}
      </FirstLine>
      <div className="grid grid-cols-1 gap-4">
        <Card id="channels" title="Channels">
          {channels.length ? (
            <ul className="border-t border-line">
              {channels.map((channel) => (
                <ChannelLine
                  key={channel.id}
                  channel={channel}
                  change={change}
                  edit={edit}
                  mayManage={mayManage}
                  zone={team.zone}
                />
              ))}
            </ul>
          ) : (
            <EmptyNote>None yet.</EmptyNote>
          )}
          {mayManage ? null : (
            <p className="mt-3 text-xs text-ink3">Your role may read these, a manager may change them.</p>
          )}
        </Card>
        {mayManage ? <AddChannel key={channels.length} add={add} sendsMail={sendsMail} zone={team.zone} /> : null}
        <Mine mine={view.mine} choose={choose} sendsMail={sendsMail} zone={zone} />
        <Card id="messages" title="Deliveries" note="the last 50, kept 30 days">
          {messages.length ? (
            <ul className="border-t border-line">
              {messages.map((message) => (
                <MessageLine
                  key={message.id}
                  message={message}
                  resend={resend}
                  mayResend={role !== 'viewer'}
                  zone={zone}
                />
              ))}
            </ul>
          ) : (
            <EmptyNote>Nothing was sent yet. Test a channel to see it here.</EmptyNote>
          )}
        </Card>
      </div>
    </>
  );
}

/** Reads the page again while something is on its way. */
function useOutcomes(messages: MessageView[]): void {
  const router = useRouter();
  const expected = messages.some(({ state, attempts }) => state === 'waiting' && attempts === 0);
  useEffect(() => {
    if (!expected) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [expected, router]);
}

interface MessageLineProps {
  message: MessageView;
  resend: SaveAction;
  mayResend: boolean;
  zone: string;
}

function MessageLine({ message, resend, mayResend, zone }: MessageLineProps) {
  const { state, busy, form } = useForm(resend, NOTHING_SAVED);
  const { id, channel, test, events, attempts, error, createdAt, dueAt } = message;
  const next = dueAt === null ? '' : `, next ${formatDayTime(dueAt, zone)}`;
  const words = { sent: 'Sent', failed: 'Given up', waiting: 'Waiting' }[message.state];
  return (
    <li className="border-b border-line py-2.5 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <State state={MARKS[message.state]}>{words}</State>
        <span className="text-ink">{channel}</span>
        <span className="text-ink2">{test ? 'a test' : formatCount(events, 'event')}</span>
        <span className="text-xs text-ink3">
          {formatDayTime(createdAt, zone)} · {formatCount(attempts, 'try', 'tries')}
          {next}
        </span>
        {message.state === 'failed' && mayResend ? (
          <form {...form} className="ml-auto">
            <input type="hidden" name="id" value={id} />
            <Button type="submit" size="sm" busy={busy}>
              Send again
            </Button>
          </form>
        ) : null}
      </div>
      {error ? <p className="mt-1 max-w-[46rem] text-pretty text-ink2">{error}</p> : null}
      <ErrorLine error={state.error} className="mt-1" />
    </li>
  );
}
