'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '@/components/ui/cx';
import type { Tab } from './app-tabs';

export type { Tab } from './app-tabs';

/** Phases belong to the road, so that their pages keep "Road" lit. */
export function isActive(tab: Tab, pathname: string): boolean {
  if (tab.label === 'Road') return pathname === tab.href || pathname.startsWith(`${tab.href}/phases`);
  return pathname === tab.href || pathname.startsWith(`${tab.href}/`);
}

/** Nothing is fetched ahead: a dozen pages rendered for each one looked at cost more than a click waits. */
export function Tabs({ tabs }: { tabs: Tab[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label="This app" className="no-print border-b border-line bg-card max-sm:hidden">
      <ul className="mx-auto flex h-11 max-w-[90rem] gap-6 overflow-x-auto px-8">
        {tabs.map((tab) => {
          const active = isActive(tab, pathname);
          return (
            <li key={tab.href} className="flex">
              <Link
                href={tab.href}
                prefetch={false}
                aria-current={active ? 'page' : undefined}
                className={cx(
                  'flex items-center gap-1.5 border-y-2 border-t-transparent text-sm whitespace-nowrap transition-colors focus-visible:-outline-offset-2',
                  active ? 'border-b-accent font-medium text-ink' : 'border-b-transparent text-ink2 hover:text-ink',
                )}
              >
                {tab.label}
                {tab.note ? <span className="font-normal text-ink3">{tab.note}</span> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
