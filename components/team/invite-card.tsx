'use client';

import { formatDayTime } from '@/advisor/words/dates';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SelectField, TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine, WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { InvitationView } from '@/service/views/people';
import type { Role } from '@/service/views/views';
import type { TeamActions } from './actions';
import { upTo } from './roles';

interface InviteCardProps {
  invitations: InvitationView[];
  own: Role;
  /** Whether they can be mailed. */
  mail: boolean;
  actions: TeamActions;
  zone: string;
}

/** Invitations by link: made here, shown once, withdrawn here. */
export function InviteCard({ invitations, own, mail, actions, zone }: InviteCardProps) {
  const { state, busy, form, emptied } = useForm(actions.invite, NOTHING_SAVED);
  const wrong = (field: string) => (state.error?.field === field ? state.error.message : null);
  return (
    <Card
      id="invite"
      title="Invite somebody"
      note={`${invitations.length} open`}
      says={
        <>
          A link makes one person a member, once, within 7 days. It is shown this once; only its fingerprint is kept.
          With an address, nobody else can use it{mail ? ', and it can be mailed there' : ''}.
        </>
      }
    >
      {state.mail?.code === 'failed' ? (
        <Notice tone="warn" role="alert" className="mt-4">
          <b>The invitation was not mailed; its link works.</b> {state.mail.error}
        </Notice>
      ) : null}
      <ShownOnce secret={state.link} className="mt-4">
        {state.mail?.code === 'sent' ? (
          <>
            <b>Mailed to {state.mail.to}.</b> The same link to hand over yourself, shown this once:
          </>
        ) : (
          <b>Send this link to the person. It is shown this once.</b>
        )}
      </ShownOnce>
      <form {...form} className="mt-4 flex flex-wrap items-end gap-3">
        <TextField
          key={emptied}
          label="E-mail"
          name="email"
          type="email"
          hint="May stay empty"
          autoComplete="off"
          className="min-w-52 grow sm:max-w-80"
          error={wrong('email')}
        />
        <SelectField
          label="Role"
          name="role"
          defaultValue="viewer"
          className="min-w-36 max-sm:grow"
          error={wrong('role')}
        >
          {upTo(own).map(({ role }) => (
            <option key={role} value={role}>
              {role}
            </option>
          ))}
        </SelectField>
        <Button type="submit" kind="primary" busy={busy} className="h-9 max-sm:w-full">
          Make a link
        </Button>
        {mail ? (
          <Button type="submit" name="send" value="yes" busy={busy} className="h-9 max-sm:w-full">
            Mail a link
          </Button>
        ) : null}
      </form>
      <WhatWentWrong error={state.error} fields={['email', 'role']} className="mt-3" />
      {invitations.length > 0 ? (
        <ul className="mt-4 border-t border-line">
          {invitations.map((invitation) => (
            <Open key={invitation.id} invitation={invitation} withdraw={actions.withdraw} zone={zone} />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Open({ invitation, withdraw, zone }: { invitation: InvitationView; withdraw: SaveAction; zone: string }) {
  const { state, busy, form } = useForm(withdraw, NOTHING_SAVED);
  const { id, email, role, invitedBy, expiresAt } = invitation;
  return (
    <li className="border-b border-line py-2.5 text-sm">
      <form {...form} className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <input type="hidden" name="id" value={id} />
        <span className="min-w-0 grow basis-52">
          <span className="block truncate text-ink">{email ?? 'Whoever has the link'}</span>
          <span className="block truncate text-xs text-ink3">
            {invitedBy ? `by ${invitedBy}, ` : ''}until {formatDayTime(expiresAt, zone)}
          </span>
        </span>
        <Badge>{role}</Badge>
        <Button
          type="submit"
          kind="danger"
          size="sm"
          busy={busy}
          aria-label={`Withdraw the invitation of ${email ?? 'a link'}`}
        >
          Withdraw
        </Button>
      </form>
      <ErrorLine error={state.error} className="mt-2" />
    </li>
  );
}
