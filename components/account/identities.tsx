'use client';

import { useEffect, useState } from 'react';
import { formatDayYear } from '@/advisor/words/dates';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { ProviderMark } from '@/components/sign-in/provider-mark';
import { addressOf } from '@/components/sign-in/way';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { AccountView, IdentityView } from '@/service/views/people';

interface IdentitiesProps {
  view: AccountView;
  refused: { reason: string; name: string } | null;
  tie: SaveAction;
  unlink: SaveAction;
  zone: string;
}

/** Providers that the account signs in by, each with its end, and those that it could; nothing where there are none. */
export function Identities({ view, refused, tie, unlink, zone }: IdentitiesProps) {
  const { identities, untied, hasPassword } = view;
  if (identities.length === 0 && untied.length === 0) return null;
  return (
    <Card id="providers" title="Sign-in by a provider" note={String(identities.length)}>
      {refused ? <NotTied {...refused} /> : null}
      <ul>
        {identities.map((identity) => (
          <Tied key={`${identity.provider} ${identity.subject}`} identity={identity} action={unlink} zone={zone} />
        ))}
        {untied.map((provider) => (
          <Untied key={provider.id} provider={provider} hasPassword={hasPassword} action={tie} />
        ))}
      </ul>
    </Card>
  );
}

type Words = (name: string) => [what: string, fix: string];

/** By the reason in the address; whatever else stands there is never shown. */
const SAYS: Record<string, Words> = {
  'tie-unverified': (name) => [`${name} has not verified your e-mail address.`, 'Verify it there, then come back.'],
  'tie-of-another': (name) => [
    `That account at ${name} signs somebody else in here.`,
    'Unlink it there first, or choose another account.',
  ],
  'tie-address-of-another': (name) => [
    `Your address at ${name} is that of another account here.`,
    'Choose another account there, or sign in to that one.',
  ],
  unreachable: (name) => [`${name} cannot be reached from here.`, 'Try again in a moment, or ask your operator.'],
};
const BROKEN_OFF: Words = (name) => [`The way to ${name} was not finished.`, 'Nothing has changed. Try once more.'];

function NotTied({ reason, name }: { reason: string; name: string }) {
  const [what, fix] = (Object.hasOwn(SAYS, reason) ? (SAYS[reason] as Words) : BROKEN_OFF)(name);
  return (
    <Notice tone="bad" role="alert" className="mb-3">
      <b>{what}</b> {fix}
    </Notice>
  );
}

interface UntiedProps {
  provider: { id: string; name: string };
  hasPassword: boolean;
  action: SaveAction;
}

/** To the provider and back, after showing once more who one is. */
function Untied({ provider: { id, name }, hasPassword, action }: UntiedProps) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (state.made === undefined) return;
    setFailed(false);
    addressOf(state.made, '/account').then(
      (address) => window.location.assign(address),
      () => setFailed(true),
    );
  }, [state]);
  return (
    <li className="border-b border-line text-sm last:border-0">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-1 py-2.5 [&::-webkit-details-marker]:hidden">
          <ProviderMark id={id} name={name} />
          <span className="min-w-0 grow basis-40">
            <span className="block truncate font-medium text-ink">{name}</span>
            <span className="block truncate text-xs text-ink3">does not sign you in yet</span>
          </span>
          <span className="rounded-md border border-line px-2.5 py-1 text-xs font-medium text-ink group-open:invisible">
            Link …
          </span>
        </summary>
        <form {...form} className="grid gap-3 pb-3">
          <input type="hidden" name="provider" value={id} />
          <p className="text-pretty text-ink2">
            You go to {name} and come back. From then on it signs you in; your address there must be verified.
          </p>
          {hasPassword ? (
            <TextField
              label="Your password here"
              name="now"
              type="password"
              autoComplete="current-password"
              required
              className="sm:max-w-72"
              error={state.error?.field === 'now' ? state.error.message : null}
            />
          ) : null}
          <div>
            <Button type="submit" size="sm" busy={busy || (state.made !== undefined && !failed)}>
              Link {name}
            </Button>
          </div>
          {failed ? (
            <Notice tone="bad" role="alert">
              <b>Headroom did not answer.</b> Try again in a moment.
            </Notice>
          ) : null}
          <WhatWentWrong error={state.error} fields={['now']} />
        </form>
      </details>
    </li>
  );
}

function Tied({ identity, action, zone }: { identity: IdentityView; action: SaveAction; zone: string }) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  const { provider, providerId, subject, name, email, createdAt, lastWayIn } = identity;
  return (
    <li className="border-b border-line text-sm last:border-0">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-1 py-2.5 [&::-webkit-details-marker]:hidden">
          <ProviderMark id={providerId} name={name} />
          <span className="min-w-0 grow basis-40">
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
              links it again, as long as your address there is yours here.
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
