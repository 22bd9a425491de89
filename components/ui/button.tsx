import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';
type Size = 'md' | 'sm';

/** Links that act like buttons and buttons share these; on a phone every target is at least 44 px high. */
export function buttonClass(kind: Kind = 'plain', size: Size = 'md', className?: string): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none',
    'transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    size === 'md' ? 'h-8 px-3 text-sm max-sm:h-11 max-sm:px-4' : 'h-7 px-2.5 text-xs max-sm:h-11',
    KINDS[kind],
    className,
  );
}

const KINDS: Record<Kind, string> = {
  primary: 'border-accent bg-accent text-on-accent hover:border-accent-strong hover:bg-accent-strong',
  plain: 'border-line bg-card text-ink hover:border-line2 hover:bg-sunk',
  quiet: 'border-transparent bg-transparent text-ink2 hover:bg-sunk hover:text-ink',
  danger: 'border-line bg-card text-bad hover:border-bad hover:bg-bad-bg',
};

type ButtonProps = ComponentProps<'button'> & { kind?: Kind; size?: Size; busy?: boolean };

/** A button that keeps its width while it is busy and says so. */
export function Button({
  kind = 'plain',
  size = 'md',
  busy = false,
  className,
  children,
  type = 'button',
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={buttonClass(kind, size, cx('relative', className))}
      {...rest}
    >
      <span className={cx('inline-flex items-center gap-2', busy && 'invisible')}>{children}</span>
      {busy ? (
        <span
          aria-hidden
          className="absolute size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent"
        />
      ) : null}
    </button>
  );
}

export function ButtonLink({
  href,
  kind = 'plain',
  size = 'md',
  className,
  children,
  ...rest
}: { href: string; kind?: Kind; size?: Size; className?: string; children: ReactNode } & Omit<
  ComponentProps<typeof Link>,
  'href'
>) {
  return (
    <Link href={href} prefetch={false} className={buttonClass(kind, size, className)} {...rest}>
      {children}
    </Link>
  );
}

/** A link in running text or at the head of a card. */
export function TextLink({
  href,
  className,
  children,
  ...rest
}: { href: string; className?: string; children: ReactNode } & Omit<ComponentProps<typeof Link>, 'href'>) {
  return (
    <Link
      href={href}
      prefetch={false}
      className={cx('font-medium text-accent underline-offset-3 hover:underline', className)}
      {...rest}
    >
      {children}
    </Link>
  );
}
