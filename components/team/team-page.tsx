import { mayEdit, mayInvite, mayManage } from '@/components/team/may';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import type { TeamView } from '@/service/views/people';
import type { TeamActions } from './actions';
import { HolidaysCard } from './holidays-card';
import { InviteCard } from './invite-card';
import { MemberLine } from './member-line';
import { ROLES } from './roles';
import { LeaveCard, NameCard, ZoneCard } from './team-cards';

interface TeamPageProps {
  view: TeamView;
  /** Whether invitations can be mailed. */
  mail: boolean;
  clock: { nowAt: number; zone: string };
  actions: TeamActions;
}

/** Who sees our apps, and who may change what? */
export function TeamPage({ view, mail, clock, actions }: TeamPageProps) {
  const { members, you, invitations, team } = view;
  const admins = members.filter(({ role }) => role === 'admin').length;
  const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
  const me = members.find(({ userId }) => userId === you.userId);
  return (
    <>
      <FirstLine
        rest={`${count(admins, 'admin', 'admins')}${invitations?.length ? `, ${count(invitations.length, 'invitation', 'invitations')} open` : ''}.`}
        under={mayInvite(you.role) ? undefined : 'Managers and admins of the team invite people.'}
      >
        {count(members.length, 'person sees', 'people see')} the apps of <bdi>{team.name}</bdi>.
      </FirstLine>
      <div className="grid items-start gap-4 max-sm:gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4 max-sm:gap-6">
          <Card id="members" title="Members" note={String(members.length)}>
            <ul className="border-t border-line">
              {members.map((member) => (
                <MemberLine
                  key={member.userId}
                  member={member}
                  isYou={member.userId === you.userId}
                  mayManage={mayManage(you.role)}
                  actions={actions}
                  clock={clock}
                />
              ))}
            </ul>
          </Card>
          {invitations ? (
            <InviteCard invitations={invitations} own={you.role} mail={mail} actions={actions} zone={clock.zone} />
          ) : null}
          <HolidaysCard holidays={view.holidays} mayEdit={mayEdit(you.role)} actions={actions} nowAt={clock.nowAt} />
        </div>
        <div className="grid min-w-0 gap-4 max-sm:gap-6">
          <Card id="roles" title="What each role may do">
            <dl className="grid gap-3 text-sm">
              {ROLES.map(({ role, may }, index) => (
                <div key={role}>
                  <dt className="font-medium text-ink">
                    {role}
                    {role === you.role ? <span className="font-normal text-ink3"> (you)</span> : null}
                  </dt>
                  <dd className="text-pretty text-ink2">
                    {may}
                    {index > 0
                      ? `, and all that ${index === 1 ? 'a viewer' : `the role ${ROLES[index - 1]?.role}`} may`
                      : ''}
                  </dd>
                </div>
              ))}
            </dl>
          </Card>
          {mayInvite(you.role) ? <ZoneCard zone={team.zone} yours={clock.zone} action={actions.setZone} /> : null}
          {mayManage(you.role) ? <NameCard name={team.name} action={actions.rename} /> : null}
          {me ? <LeaveCard team={team.name} lastAdmin={me.lastAdmin} action={actions.leave} /> : null}
        </div>
      </div>
    </>
  );
}
