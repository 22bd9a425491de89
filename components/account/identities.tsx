'use client';

import { formatDayYear } from '@/advisor/words/dates';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { IdentityView } from '@/service/views-people';

interface IdentitiesProps {
  identities: IdentityView[];
  offered: { id: string; name: string }[];
  email: string;
  action: SaveAction;
  zone: string;
}

/** Providers that the account signs in by, each with its end; nothing where none is tied and none is offered. */
export function Identities({ identities, offered, email, action, zone }: IdentitiesProps) {
  if (identities.length === 0 && offered.length === 0) return null;
  const others = offered.filter(({ name }) => !identities.some((one) => one.name === name)).map(({ name }) => name);
  return (
    <Card id="providers" title="Sign-in by a provider" note={String(identities.length)}>
      {others.length > 0 ? (
        <p className="text-sm text-pretty text-ink2">
          {others.join(' and ')} {others.length > 1 ? 'are' : 'is'} tied to your account when you sign in with{' '}
          {others.length > 1 ? 'them' : 'it'} and your address there is {email}, verified.
        </p>
      ) : null}
      <ul>
        {identities.map((identity) => (
          <Tied key={`${identity.provider} ${identity.subject}`} identity={identity} action={action} zone={zone} />
        ))}
      </ul>
    </Card>
  );
}

function Tied({ identity, action, zone }: { identity: IdentityView; action: SaveAction; zone: string }) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  const { provider, subject, name, email, createdAt, lastWayIn } = identity;
  return (
    <li className="border-b border-line text-sm last:border-0">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-1 py-2.5 [&::-webkit-details-marker]:hidden">
          <span className="min-w-0 grow basis-48">
            <span className="block truncate font-medium text-ink">{name}</span>
            <span className="block truncate text-xs text-ink3">
              {email} · since {formatDayYear(createdAt, zone)}
            </span>
          </span>
          <span className="rounded-md border border-line px-2.5 py-1 text-xs font-medium text-ink group-open:invisible">
            Unlink …
          </span>
        </summary>
        <form {...form} className="pb-2">
          <input type="hidden" name="provider" value={provider} />
          <input type="hidden" name="subject" value={subject} />
          {lastWayIn ? (
            <Notice>
              <b>Nothing else lets you in.</b> Set a password first.
            </Notice>
          ) : (
            <Notice tone="warn">
              <b>{name} then no longer signs you in.</b> Browsers that are signed in stay so. Signing in with it again
              ties it again, as long as your address there is yours here.
              <div className="mt-2.5">
                <Button type="submit" kind="danger" size="sm" busy={busy}>
                  Unlink {name}
                </Button>
              </div>
            </Notice>
          )}
          <WhatWentWrong error={state.error} className="mt-3" />
        </form>
      </details>
    </li>
  );
}
