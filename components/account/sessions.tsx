'use client';

import { formatDayYear, formatSince } from '@/advisor/words/dates';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import type { SessionView } from '@/service/views/people';
import { browserName } from './user-agent';

interface SessionsProps {
  sessions: SessionView[];
  action: SaveAction;
  clock: { nowAt: number; zone: string };
}

/** Every browser that is signed in, each with its end. */
export function Sessions({ sessions, action, clock }: SessionsProps) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  return (
    <Card id="sessions" title="Signed-in browsers" note={String(sessions.length)}>
      <p className="text-sm text-pretty text-ink2">One that you end is signed out within 5 seconds.</p>
      <form {...form}>
        <ul className="mt-3 border-t border-line">
          {sessions.map((session) => (
            <li
              key={session.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 text-sm"
            >
              <span className="min-w-0 grow basis-48">
                <span className="flex items-center gap-2 font-medium text-ink">
                  {browserName(session.userAgent)} {session.here ? <Badge tone="accent">this one</Badge> : null}
                </span>
                <span className="block text-xs text-ink3">
                  {session.address ? `${session.address} · ` : ''}signed in{' '}
                  {formatDayYear(session.createdAt, clock.zone)}
                  {session.lastUsedAt ? ` · used ${formatSince(session.lastUsedAt, clock.nowAt, clock.zone)}` : ''}
                </span>
              </span>
              <Button type="submit" name="which" value={session.id} kind="danger" size="sm" busy={busy}>
                {session.here ? 'Sign out' : 'End'}
              </Button>
            </li>
          ))}
        </ul>
        {sessions.length > 1 ? (
          <Button type="submit" name="which" value="others" busy={busy} className="mt-4">
            End all others
          </Button>
        ) : null}
      </form>
      <ErrorLine error={state.error} className="mt-2" />
    </Card>
  );
}
