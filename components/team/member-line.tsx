'use client';

import { formatSince } from '@/advisor/words/dates';
import { NOTHING_SAVED } from '@/components/settings/save';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { SavedNote } from '@/components/ui/saved-note';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { MemberView } from '@/service/views/people';
import type { TeamActions } from './actions';
import { ROLES } from './roles';

interface MemberLineProps {
  member: MemberView;
  isYou: boolean;
  mayManage: boolean;
  actions: TeamActions;
  clock: { nowAt: number; zone: string };
}

/** One member; an admin opens it to change the role or to take them out. */
export function MemberLine({ member, isYou, mayManage, actions, clock }: MemberLineProps) {
  const who = (
    <>
      <span className="min-w-0 grow basis-52">
        <span className="block truncate font-medium text-ink">
          <bdi>{member.name ?? member.email}</bdi>
          {isYou ? <span className="font-normal text-ink3"> (you)</span> : null}
        </span>
        <span className="block truncate text-xs text-ink3">
          {member.name ? `${member.email} · ` : ''}
          {member.lastUsedAt === null
            ? 'not seen lately'
            : `seen ${formatSince(member.lastUsedAt, clock.nowAt, clock.zone)}`}
        </span>
      </span>
      <Badge tone={member.role === 'admin' ? 'accent' : 'neutral'}>{member.role}</Badge>
    </>
  );
  if (!mayManage) {
    return <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 text-sm">{who}</li>;
  }
  return (
    <li className="border-b border-line text-sm">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-1 py-2.5 [&::-webkit-details-marker]:hidden">
          {who}
          <span className="rounded-md border border-line px-2.5 py-1 text-xs font-medium text-ink group-open:invisible">
            Change …
          </span>
        </summary>
        <div className="grid gap-3 pb-4">
          {member.lastAdmin ? (
            <Notice>{isYou ? 'You are' : 'This is'} the only admin. Make somebody else admin first.</Notice>
          ) : (
            <Change member={member} isYou={isYou} actions={actions} />
          )}
        </div>
      </details>
    </li>
  );
}

function Change({ member, isYou, actions }: Pick<MemberLineProps, 'member' | 'isYou' | 'actions'>) {
  const role = useForm(actions.changeRole, NOTHING_SAVED);
  const remove = useForm(actions.remove, NOTHING_SAVED);
  const error = role.state.error ?? remove.state.error;
  const browsers = isYou ? 'You then sign in anew.' : 'They then sign in anew in every browser.';
  return (
    <>
      <form {...role.form} className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="userId" value={member.userId} />
        <SelectField
          label="Role"
          name="role"
          defaultValue={member.role}
          key={member.role}
          hint={browsers}
          className="min-w-40 max-sm:grow"
        >
          {ROLES.map(({ role: each }) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </SelectField>
        <Button type="submit" busy={role.busy} className="h-9">
          Change the role
        </Button>
        <SavedNote at={role.state.savedAt} busy={role.busy} className="self-center">
          Changed.
        </SavedNote>
      </form>
      {isYou ? null : (
        <form {...remove.form}>
          <input type="hidden" name="userId" value={member.userId} />
          <Notice
            tone="warn"
            action={
              <Button type="submit" kind="danger" size="sm" busy={remove.busy}>
                Take {member.name ?? member.email} out of the team
              </Button>
            }
          >
            <b>They see nothing of this team any more, within seconds.</b> Their account stays, and so does what they
            did. Invitations that they made end.
          </Notice>
        </form>
      )}
      <WhatWentWrong error={error} />
    </>
  );
}
