import type { ReactNode } from 'react';
import { appTabs } from '@/components/shell/app-tabs';
import { type Crumb, Header } from '@/components/shell/header';
import { LiveDot, LiveProvider } from '@/components/shell/live';
import { Page, SkipLink } from '@/components/shell/page';
import { Tabs } from '@/components/shell/tabs';
import { viewer } from '@/service';
import type { Actor, AppHeader } from '@/service/views';
import { findApps } from './actions';
import { signOut } from './sign-in/actions';

interface ShellProps {
  actor: Actor;
  crumbs: Crumb[];
  /** Left of Find, for what moves the whole page. */
  controls?: ReactNode;
  children: ReactNode;
}

/** What stands around every page of a signed-in viewer. */
export async function Shell({ actor, crumbs, controls, children }: ShellProps) {
  return (
    <>
      <SkipLink />
      <Header viewer={await viewer(actor)} crumbs={crumbs} controls={controls} findApps={findApps} signOut={signOut} />
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
  return (
    <LiveProvider app={app.slug} newestAt={newestAt}>
      <SkipLink />
      <Header
        viewer={await viewer(actor)}
        crumbs={[{ label: app.team.name, href: '/' }, { label: app.name }]}
        tabs={tabs}
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
