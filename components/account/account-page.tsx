import { FirstLine } from '@/components/ui/first-line';
import type { AccountView } from '@/service/views/people';
import { LinkCard, NameCard, PasswordCard } from './account-cards';
import type { AccountActions } from './actions';
import { Identities } from './identities';
import { Sessions } from './sessions';

interface AccountPageProps {
  view: AccountView;
  /** Why a provider was not tied, as the address says, and which. */
  refused: { reason: string; name: string } | null;
  clock: { nowAt: number; zone: string };
  actions: AccountActions;
}

/** Where am I signed in, and how? */
export function AccountPage({ view, refused, clock, actions }: AccountPageProps) {
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
        <div className="grid min-w-0 gap-4 max-sm:gap-6">
          <Sessions sessions={view.sessions} action={actions.endSessions} clock={clock} />
          <Identities view={view} refused={refused} tie={actions.tie} unlink={actions.unlink} zone={clock.zone} />
        </div>
        <div className="grid min-w-0 gap-4 max-sm:gap-6">
          <PasswordCard email={view.email} hasPassword={view.hasPassword} action={actions.changePassword} />
          <LinkCard action={actions.makeLink} />
          <NameCard name={view.name} action={actions.rename} />
        </div>
      </div>
    </>
  );
}
