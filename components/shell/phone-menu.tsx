'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { cx } from '@/components/ui/cx';
import { CloseIcon, MenuIcon } from '@/components/ui/icons';
import type { Viewer } from '@/service/views/views';
import { isActive, type Tab } from './tabs';
import { toggleTheme } from './theme-switch';

const ITEM =
  'flex min-h-12 w-full items-center justify-between gap-4 border-b border-line px-4 text-left text-lg text-ink';

interface PhoneMenuProps {
  viewer: Viewer;
  tabs: Tab[];
  places: Tab[];
  signOut: () => Promise<void>;
}

/** All that a wide header and its tabs hold, as one full-height list with targets of 48 px. */
export function PhoneMenu({ viewer, tabs, places, signOut }: PhoneMenuProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pathname = usePathname();
  // A dialog survives client-side navigation; the menu must not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the trigger
  useEffect(() => dialog.current?.close(), [pathname]);
  const links = [...tabs, ...places];
  return (
    <>
      <button
        type="button"
        aria-label="Menu"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
        className="grid size-11 place-items-center rounded-md text-ink2 sm:hidden"
      >
        <MenuIcon size={20} />
      </button>
      <dialog
        ref={dialog}
        aria-label="Menu"
        className="m-0 h-dvh max-h-none w-screen max-w-none bg-ground text-ink backdrop:bg-ground"
      >
        <div className="flex h-14 items-center justify-between border-b border-line px-4">
          <span className="truncate text-sm text-ink3">{viewer.email}</span>
          <button
            type="button"
            aria-label="Close the menu"
            onClick={() => dialog.current?.close()}
            className="grid size-11 place-items-center rounded-md text-ink2"
          >
            <CloseIcon size={20} />
          </button>
        </div>
        <nav aria-label="Pages">
          {links.map((link) => (
            <Link
              key={link.href}
              href={link.href}
              prefetch={false}
              aria-current={isActive(link, pathname) ? 'page' : undefined}
              className={cx(ITEM, isActive(link, pathname) && 'bg-accent-bg font-medium')}
            >
              {link.label}
              {link.note ? <span className="text-base font-normal text-ink3">{link.note}</span> : null}
            </Link>
          ))}
        </nav>
        <button type="button" onClick={toggleTheme} className={ITEM}>
          Light or dark
        </button>
        <form action={signOut}>
          <button type="submit" className={ITEM}>
            Sign out
          </button>
        </form>
      </dialog>
    </>
  );
}
