/** Where a figure comes from, said quietly beside it. */
import type { Source } from '@/catalogue/types';

export function Place({ source }: { source: Source }) {
  return (
    <span className="text-xs text-pretty text-ink3">
      document {source.document}, “{source.place}”{source.ours ? `; ours: ${source.ours}` : ''}
    </span>
  );
}
