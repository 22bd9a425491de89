/** One small square a step, filled where it is done. Beyond fourteen a bar reads better. */

const MOST_PIPS = 14;

export function Pips({ done, total }: { done: number; total: number }) {
  if (total === 0) return null;
  if (total > MOST_PIPS) {
    return (
      <span className="inline-block h-[7px] w-24 overflow-hidden rounded-xs bg-p2" aria-hidden="true">
        <span className="block h-full bg-go" style={{ width: `${(100 * done) / total}%` }} />
      </span>
    );
  }
  return (
    <span className="inline-flex gap-[3px]" aria-hidden="true">
      {Array.from({ length: total }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pips have no identity beyond their place
        <span key={i} className={`size-[7px] rounded-[2px] ${i < done ? 'bg-go' : 'border border-ghost'}`} />
      ))}
    </span>
  );
}
