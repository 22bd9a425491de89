import Link from 'next/link';
import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import type { Viewer } from '@/service/views/views';
import { Logo } from './logo';
import { type FindApps, Palette } from './palette';
import { PhoneMenu } from './phone-menu';
import type { Tab } from './tabs';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';

/** Characters of a label that is never cut off where there is room. */
const SHORT = 24;

export interface Crumb {
  label: string;
  href?: string;
}

interface HeaderProps {
  viewer: Viewer;
  crumbs: Crumb[];
  /** Tabs of the app, repeated in the phone's menu. */
  tabs?: Tab[];
  /** Pages that belong to no app, for menus and palette. */
  places: Tab[];
  /** Left of Find: the live dot, a page's time range. */
  controls?: ReactNode;
  findApps: FindApps;
  signOut: () => Promise<void>;
}

/** Team ▸ app on the left, what moves the page on the right. On a phone: Find and a menu. */
export function Header({ viewer, crumbs, tabs = [], places, controls, findApps, signOut }: HeaderProps) {
  return (
    <header className="no-print border-b border-line bg-card">
      <div className="mx-auto flex h-[51px] max-w-[90rem] items-center gap-3 px-8 max-sm:h-14 max-sm:px-4">
        <Link
          href="/"
          prefetch={false}
          aria-label="Headroom, all apps"
          className="-m-1.5 rounded-md p-1.5 max-sm:-m-2.5 max-sm:p-2.5"
        >
          <Logo />
        </Link>
        <nav aria-label="You are in" className="min-w-0 flex-1">
          <ol className="flex min-w-0 items-center gap-2.5 text-base">
            {crumbs.map((crumb, index) => (
              <li
                key={crumb.label}
                className={cx(
                  index === crumbs.length - 1 ? 'truncate' : 'flex items-center gap-2.5',
                  (index > 0 || (crumbs.at(-1)?.label.length ?? 0) > SHORT) &&
                    index < crumbs.length - 1 &&
                    'max-sm:hidden',
                  // A long name gives way to the short words beside it.
                  crumb.label.length > SHORT
                    ? 'min-w-0'
                    : index === crumbs.length - 1
                      ? 'shrink-0'
                      : 'min-w-0 sm:shrink-0',
                )}
              >
                {crumb.href && index < crumbs.length - 1 ? (
                  <Link href={crumb.href} prefetch={false} dir="auto" className="truncate text-ink2 hover:text-ink">
                    {crumb.label}
                  </Link>
                ) : (
                  <span dir="auto" className="truncate font-medium text-ink" aria-current="page">
                    {crumb.label}
                  </span>
                )}
                {index < crumbs.length - 1 ? (
                  <span aria-hidden className="text-line2">
                    /
                  </span>
                ) : null}
              </li>
            ))}
          </ol>
        </nav>
        <div className="flex items-center gap-2">
          {controls}
          <Link
            href="/dashboards"
            prefetch={false}
            className={cx(
              'rounded-md px-2 py-1.5 text-sm text-ink2 transition-colors hover:bg-sunk hover:text-ink max-lg:hidden',
              controls && 'max-xl:hidden',
            )}
          >
            Dashboards
          </Link>
          <Link
            href="/roadmaps"
            prefetch={false}
            className={cx(
              'rounded-md px-2 py-1.5 text-sm text-ink2 transition-colors hover:bg-sunk hover:text-ink max-sm:hidden',
              controls && 'max-xl:hidden',
            )}
          >
            Roadmaps
          </Link>
          <Palette findApps={findApps} tabs={tabs} places={places} />
          <span className="contents max-sm:hidden">
            <ThemeSwitch />
            <UserMenu viewer={viewer} places={places} signOut={signOut} />
          </span>
          <PhoneMenu viewer={viewer} tabs={tabs} places={places} signOut={signOut} />
        </div>
      </div>
    </header>
  );
}
