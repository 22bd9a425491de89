/** The value at the cursor: a dot on the line and a dark pill beside it, flipped where it would leave the chart. */
import type uPlot from 'uplot';

export interface Pill {
  text: string;
  /** Where on the y scale the dot stands. */
  y: number;
  /** Over its limit: the dot is red. */
  bad?: boolean;
}

const PILL =
  'pointer-events-none absolute z-10 whitespace-nowrap rounded-sm bg-ink px-2 font-sans py-1 text-xs font-medium text-card tabular-nums';
const DOT =
  'pointer-events-none absolute z-10 size-[9px] -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-card';

/** Returns what to call on every move of the cursor. */
export function attachPill(pillAt: (index: number) => Pill | null): (u: uPlot) => void {
  const pill = document.createElement('div');
  const dot = document.createElement('div');
  pill.className = PILL;
  return (u) => {
    const left = u.cursor.left ?? -1;
    const index = u.cursor.idx;
    const found = left >= 0 && index != null ? pillAt(index) : null;
    if (!found || index == null) {
      pill.remove();
      dot.remove();
      return;
    }
    const x = u.valToPos(u.data[0][index] ?? 0, 'x');
    const y = u.valToPos(found.y, 'y');
    dot.className = `${DOT} ${found.bad ? 'bg-bad' : 'bg-accent'}`;
    dot.style.left = `${x}px`;
    dot.style.top = `${y}px`;
    pill.textContent = found.text;
    u.over.append(dot, pill);
    const room = u.over.clientWidth - x - 12 >= pill.offsetWidth;
    pill.style.left = `${room ? x + 10 : x - 10 - pill.offsetWidth}px`;
    pill.style.top = `${Math.max(0, Math.min(u.over.clientHeight - 24, y - 12))}px`;
  };
}
