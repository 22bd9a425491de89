import type { ReactNode } from 'react';
import { appTabs } from '@/components/shell/app-tabs';
import { type Crumb, Header } from '@/components/shell/header';
import { LiveDot, LiveProvider } from '@/components/shell/live';
import { Page, SkipLink } from '@/components/shell/page';
import { places } from '@/components/shell/places';
import { RememberTeam } from '@/components/shell/remember-team';
import { Tabs } from '@/components/shell/tabs';
import type { Actor, AppHeader } from '@/service/views/views';
import { findApps } from './actions';
import { viewerOf } from './actor';
import { signOut } from './sign-in/actions';
import { rememberedTeam } from './team';

interface ShellProps {
  actor: Actor;
  crumbs: Crumb[];
  /** Slug of the team that the page is about, where it is about one. */
  team?: string;
  /** Left of Find, for what moves the whole page. */
  controls?: ReactNode;
  children: ReactNode;
}

/** What stands around every page of a signed-in viewer. */
export async function Shell({ actor, crumbs, team, controls, children }: ShellProps) {
  const who = await viewerOf(actor);
  return (
    <>
      <SkipLink />
      {team ? <RememberTeam slug={team} /> : null}
      <Header
        viewer={who}
        crumbs={crumbs}
        places={places(who, team ?? (await rememberedTeam()))}
        controls={controls}
        findApps={findApps}
        signOut={signOut}
      />
      <Page>{children}</Page>
    </>
  );
}

interface AppShellProps {
  actor: Actor;
  app: AppHeader;
  /** Newest minute with data, from the advice; the live stream takes over from there. */
  newestAt: number | null;
  controls?: ReactNode;
  children: ReactNode;
}

/** The same for the pages of one app: breadcrumbs, tabs and the live stream. */
export async function AppShell({ actor, app, newestAt, controls, children }: AppShellProps) {
  const tabs = appTabs(app);
  const who = await viewerOf(actor);
  return (
    <LiveProvider app={app.slug} newestAt={newestAt}>
      <SkipLink />
      <RememberTeam slug={app.team.slug} />
      <Header
        viewer={who}
        crumbs={[{ label: app.team.name, href: `/?team=${app.team.slug}` }, { label: app.name }]}
        tabs={tabs}
        places={places(who, app.team.slug)}
        controls={
          <>
            <LiveDot />
            {controls}
          </>
        }
        findApps={findApps}
        signOut={signOut}
      />
      <Tabs tabs={tabs} />
      <Page>{children}</Page>
    </LiveProvider>
  );
}
