import { cx } from './cx';

export type TickBy = 'telemetry' | 'person' | 'empty';

const LABEL: Record<TickBy, string> = {
  telemetry: 'done, seen by telemetry',
  person: 'done, ticked by hand',
  empty: 'open',
};

/** Filled square = proven by telemetry, outlined = a person's word, empty = open. */
export function Tick({
  by,
  size = 16,
  label,
  className,
}: {
  by: TickBy;
  size?: number;
  label?: string;
  className?: string;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role="img"
      aria-label={label ?? LABEL[by]}
      className={cx('shrink-0', className)}
    >
      {by === 'telemetry' ? (
        <>
          <rect x="0.5" y="0.5" width="15" height="15" rx="3.5" className="fill-ok" />
          <path d="m4 8.3 2.7 2.7L12 5.4" fill="none" className="stroke-on-ok" strokeWidth="1.8" />
        </>
      ) : (
        <>
          <rect
            x="0.75"
            y="0.75"
            width="14.5"
            height="14.5"
            rx="3.25"
            fill="none"
            strokeWidth="1.4"
            className={by === 'person' ? 'stroke-ok' : 'stroke-ink3'}
          />
          {by === 'person' ? (
            <path d="m4 8.3 2.7 2.7L12 5.4" fill="none" className="stroke-ok" strokeWidth="1.8" />
          ) : null}
        </>
      )}
    </svg>
  );
}
