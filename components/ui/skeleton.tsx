import { cx } from './cx';

/** A grey stand-in of the size of what comes, so that nothing jumps when it does. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-breathe rounded-sm bg-line/70', className)} />;
}

/** A page before its data: first line, one large card, two below. */
export function PageSkeleton({ label = 'Loading' }: { label?: string }) {
  return (
    <div role="status" aria-label={label}>
      <Skeleton className="h-9 w-[36rem] max-w-full" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
      <div className="mt-6 rounded-lg border border-line bg-card p-4">
        {Array.from({ length: 8 }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
          <Skeleton key={row} className="my-3 h-5" />
        ))}
      </div>
      <div className="mt-4 grid grid-cols-1 gap-4 lg:grid-cols-2">
        <div className="h-56 rounded-lg border border-line bg-card" />
        <div className="h-56 rounded-lg border border-line bg-card" />
      </div>
    </div>
  );
}
