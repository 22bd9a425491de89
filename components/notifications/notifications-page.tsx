'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { formatDayTime } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import { Notice } from '@/components/ui/notice';
import { type Mark, State } from '@/components/ui/state-mark';
import { useForm } from '@/components/ui/use-form';
import type { ChannelView, MessageView, NotificationsView } from '@/service/views-notifications';
import { NOTHING_SAVED, type SaveAction } from '../settings/save';
import { AddChannel } from './add-channel';
import { EVENT_WORDS, EventBoxes } from './events';

interface NotificationsProps {
  view: NotificationsView;
  zone: string;
  add: SaveAction;
  /** `do`: test or remove the channel `id`. */
  change: SaveAction;
  choose: SaveAction;
  resend: SaveAction;
}

const KINDS = {
  email: 'E-mail',
  slack: 'Slack-compatible',
  webhook: 'Webhook',
  pagerduty: 'PagerDuty-compatible',
} as const;
const MARKS: Record<MessageView['state'], Mark> = { sent: 'ok', failed: 'down', waiting: 'waiting' };
const LOOK_EVERY_MS = 3_000;

export function NotificationsPage({ view, zone, add, change, choose, resend }: NotificationsProps) {
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
      <div className="grid gap-4">
        <Card id="channels" title="Channels">
          {channels.length ? (
            <ul className="border-t border-line">
              {channels.map((channel) => (
                <ChannelLine key={channel.id} channel={channel} change={change} mayManage={mayManage} />
              ))}
            </ul>
          ) : (
            <EmptyNote>None yet.</EmptyNote>
          )}
          {mayManage ? (
            <AddChannel key={channels.length} add={add} sendsMail={sendsMail} zone={team.zone} />
          ) : (
            <p className="mt-3 text-xs text-ink3">Your role may read these, a manager may change them.</p>
          )}
        </Card>
        <Mine mine={view.mine} choose={choose} sendsMail={sendsMail} />
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

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function ChannelLine({ channel, change, mayManage }: { channel: ChannelView; change: SaveAction; mayManage: boolean }) {
  const { state, busy, form } = useForm(change, NOTHING_SAVED);
  const { id, kind, name, target, events, quietFrom, quietTo } = channel;
  const quiet = quietFrom === null || quietTo === null ? '' : `Quiet ${clock(quietFrom)}–${clock(quietTo)}. `;
  return (
    <li className="border-b border-line py-3 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <b className="font-medium break-words text-ink">{name}</b>
        <span className="text-ink2">{KINDS[kind]}</span>
        <span className="min-w-0 font-mono text-xs break-all text-ink3">{target}</span>
        {mayManage ? (
          <form {...form} className="ml-auto flex gap-2 max-sm:ml-0 max-sm:w-full">
            <input type="hidden" name="id" value={id} />
            <Button type="submit" name="do" value="test" size="sm" busy={busy}>
              Send a test
            </Button>
            <Button type="submit" name="do" value="remove" size="sm" kind="danger" disabled={busy}>
              Remove
            </Button>
          </form>
        ) : null}
      </div>
      <p className="mt-1 text-xs text-pretty text-ink3">
        {quiet}
        {events.map((event) => EVENT_WORDS[event] ?? event).join(' · ')}
      </p>
      {state.error ? (
        <p role="alert" className="mt-2 text-bad">
          {state.error.message} {state.error.fix}
        </p>
      ) : null}
    </li>
  );
}

function Mine({
  mine,
  choose,
  sendsMail,
}: {
  mine: NotificationsView['mine'];
  choose: SaveAction;
  sendsMail: boolean;
}) {
  const { state, busy, form } = useForm(choose, NOTHING_SAVED);
  return (
    <Card id="mine" title="What you get" note="by e-mail, to your own address">
      {sendsMail ? (
        <form {...form}>
          <EventBoxes chosen={mine.events} />
          <div className="mt-3 flex items-center gap-3">
            <Button type="submit" busy={busy}>
              Save
            </Button>
            <span role="status" className="text-sm text-ok">
              {state.savedAt !== null && !busy ? 'Saved.' : ''}
            </span>
          </div>
          {state.error ? (
            <Notice tone="bad" role="alert" className="mt-3">
              <b>{state.error.message}</b> {state.error.fix}
            </Notice>
          ) : null}
        </form>
      ) : (
        <EmptyNote>This installation sends no e-mail. An operator can set HEADROOM_SMTP_URL.</EmptyNote>
      )}
    </Card>
  );
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
    <li className="border-b border-line py-2.5 text-sm">
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
      {state.error ? (
        <p role="alert" className="mt-1 text-bad">
          {state.error.message}
        </p>
      ) : null}
    </li>
  );
}
