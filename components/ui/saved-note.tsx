import { cx } from './cx';

interface Props {
  /** When the form was saved; null: not yet. */
  at: number | null;
  busy: boolean;
  children: React.ReactNode;
  className?: string;
}

/** Says beside a form's button that it is done; the place is there before, so that it is read aloud. */
export function SavedNote({ at, busy, children, className }: Props) {
  return (
    <span role="status" className={cx('text-sm text-ok', className)}>
      {at !== null && !busy ? children : ''}
    </span>
  );
}
