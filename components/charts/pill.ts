/** The value at the cursor: a dot on the line and a dark pill beside it, flipped where it would leave the chart. */
import type uPlot from 'uplot';

export interface Pill {
  text: string;
  /** Where on the y scale the dot stands. */
  y: number;
  /** Over its limit: the dot is red. */
  bad?: boolean;
  /** The line's own colour, where there are several. */
  color?: string;
}

/** What stands on the axis at a time, and is said when the cursor is there: a deployment. */
export interface Mark {
  /** Seconds since 1970. */
  at: number;
  words: string;
}

/** The cursor is at a mark within this many pixels. */
const AT_MARK_PX = 6;

const PILL =
  'pointer-events-none absolute z-10 max-w-full overflow-hidden text-ellipsis whitespace-pre rounded-sm bg-ink px-2 font-sans py-1 text-xs font-medium text-card tabular-nums';
const DOT =
  'pointer-events-none absolute z-10 size-[9px] -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-card';

/**
 * Returns what to call on every move of the cursor. `pillAt` is told where a mouse points on the y scale,
 * or null where a key or another chart moved the cursor.
 */
export function attachPill(
  pillAt: (index: number, y: number | null) => Pill | null,
  marks: Mark[] = [],
): (u: uPlot, byMouse: boolean) => void {
  const pill = document.createElement('div');
  const dot = document.createElement('div');
  pill.className = PILL;
  return (u, byMouse) => {
    const left = u.cursor.left ?? -1;
    const index = u.cursor.idx;
    const pointed = byMouse ? u.posToVal(u.cursor.top ?? 0, 'y') : null;
    const found = left >= 0 && index != null ? pillAt(index, pointed) : null;
    const here = left >= 0 ? marks.filter(({ at }) => Math.abs(u.valToPos(at, 'x') - left) <= AT_MARK_PX) : [];
    pill.remove();
    dot.remove();
    if (!found && here.length === 0) return;
    const { clientWidth: width, clientHeight: height } = u.over;
    const x = found ? u.valToPos(u.data[0][index ?? 0] ?? 0, 'x') : left;
    const y = found ? u.valToPos(found.y, 'y') : height;
    if (found) {
      dot.className = `${DOT} ${found.bad ? 'bg-bad' : 'bg-accent'}`;
      dot.style.background = found.bad ? '' : (found.color ?? '');
      dot.style.left = `${x}px`;
      dot.style.top = `${y}px`;
      u.over.append(dot);
    }
    pill.textContent = [...(found ? [found.text] : []), ...here.map(({ words }) => words)].join('\n');
    u.over.append(pill);
    const beside = width - x - 12 >= pill.offsetWidth ? x + 10 : x - 10 - pill.offsetWidth;
    pill.style.left = `${Math.max(0, Math.min(width - pill.offsetWidth, beside))}px`;
    pill.style.top = `${Math.max(0, Math.min(height - pill.offsetHeight, y - 12))}px`;
  };
}
