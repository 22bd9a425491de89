/** Where a figure comes from, said quietly beside it. */
import type { Source } from '@/catalogue/types';

export function Place({ source }: { source: Source }) {
  return (
    <span className="text-xs text-pretty text-ink3">
      {source.ours ? `ours: ${source.ours}` : `document ${source.document}, “${source.place}”`}
    </span>
  );
}
