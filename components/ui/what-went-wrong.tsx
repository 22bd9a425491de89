import { cx } from './cx';
import { Notice } from './notice';

interface Props {
  error: { field?: string; message: string; fix?: string } | null | undefined;
  /** Fields that show an error of theirs themselves. */
  fields?: readonly string[];
  className?: string;
}

/** The error of a form that belongs to no single field, with its fix; nothing where there is none. */
export function WhatWentWrong({ error, fields = [], className }: Props) {
  if (!error || (error.field && fields.includes(error.field))) return null;
  return (
    <Notice tone="bad" role="alert" className={className}>
      <b>{error.message}</b> {error.fix}
    </Notice>
  );
}

interface LineProps {
  error: string | { message: string; fix?: string } | null | undefined;
  className?: string;
}

/** The error of one button or row, beside it; nothing where there is none. */
export function ErrorLine({ error, className }: LineProps) {
  if (!error) return null;
  return (
    <p role="alert" className={cx('text-bad text-sm', className)}>
      {typeof error === 'string' ? error : [error.message, error.fix].filter(Boolean).join(' ')}
    </p>
  );
}
