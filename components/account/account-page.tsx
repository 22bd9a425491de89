import { formatDayYear } from '@/advisor/words/dates';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import type { AccountView } from '@/service/views-people';
import { LinkCard, NameCard, PasswordCard } from './account-cards';
import type { AccountActions } from './actions';
import { Sessions } from './sessions';

interface AccountPageProps {
  view: AccountView;
  clock: { nowAt: number; zone: string };
  actions: AccountActions;
}

/** Where am I signed in, and how? */
export function AccountPage({ view, clock, actions }: AccountPageProps) {
  const others = view.sessions.length - 1;
  return (
    <>
      <FirstLine
        rest={others < 1 ? 'In this browser only.' : `In ${view.sessions.length} browsers.`}
        under={view.operator ? 'You operate this installation.' : undefined}
      >
        You are signed in as {view.email}.
      </FirstLine>
      <div className="grid items-start gap-4 max-sm:gap-6 xl:grid-cols-2">
        <Sessions sessions={view.sessions} action={actions.endSessions} clock={clock} />
        <div className="grid min-w-0 gap-4 max-sm:gap-6">
          <PasswordCard email={view.email} hasPassword={view.hasPassword} action={actions.changePassword} />
          <LinkCard action={actions.makeLink} />
          <NameCard name={view.name} action={actions.rename} />
          {view.identities.length > 0 ? (
            <Card id="providers" title="Sign-in by a provider">
              <ul className="text-sm">
                {view.identities.map(({ provider, email, createdAt }) => (
                  <li key={provider} className="flex flex-wrap gap-x-3 border-b border-line py-2 last:border-0">
                    <span className="min-w-0 grow break-all text-ink">{provider}</span>
                    <span className="text-xs text-ink3">
                      {email}, since {formatDayYear(createdAt, clock.zone)}
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}
