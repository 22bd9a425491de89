import type { ReactNode } from 'react';
import { cx } from './cx';

/** What may be wider than the screen: scrolled by finger, wheel, and with arrow keys once it has the focus. */
export function ScrollSideways({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus no key scrolls it
    <section aria-label={label} tabIndex={0} className={cx('overflow-x-auto', className)}>
      {children}
    </section>
  );
}
