/** Two texts line by line (Myers 1986, greedy), bounded: texts that differ in more than some lines are told as such. */

export interface DiffLine {
  kind: 'same' | 'out' | 'in' | 'gap';
  text: string;
  /** In the newer text; of a line that is gone, in the older. 0 for a gap. */
  line: number;
}

const MOST_EDITS = 1000;
const AROUND = 3;

/** Lines that differ, with three around them; null where the texts have too little in common to say. */
export function diffText(before: string, after: string): DiffLine[] | null {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = edits(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  if (middle === null) return null;
  const lines: DiffLine[] = [];
  let [old, now] = [0, 0];
  const push = (kind: 'same' | 'out' | 'in') => {
    const text = (kind === 'out' ? a[old] : b[now]) ?? '';
    if (kind !== 'in') old++;
    if (kind !== 'out') now++;
    lines.push({ kind, text, line: kind === 'out' ? old : now });
  };
  for (let i = 0; i < head; i++) push('same');
  for (const kind of middle) push(kind);
  for (let i = 0; i < tail; i++) push('same');
  return folded(lines);
}

type Edit = 'same' | 'out' | 'in';

/** Furthest line of `a` on each diagonal −d…d, before step d; diagonal k is at index k + d + 1. */
type Reach = Int32Array;

const at = (reach: Reach, d: number, k: number): number => reach[k + d + 1] ?? -1;

/** Whether the way to diagonal k comes from above (a line of `b` comes in). */
const comesIn = (reach: Reach, d: number, k: number): boolean =>
  k === -d || (k !== d && at(reach, d, k - 1) < at(reach, d, k + 1));

function edits(a: string[], b: string[]): Edit[] | null {
  const most = Math.min(MOST_EDITS, a.length + b.length);
  const trace: Reach[] = [];
  let reach: Reach = Int32Array.of(-1, -1, 0);
  for (let d = 0; d <= most; d++) {
    trace.push(reach);
    const next = new Int32Array(2 * d + 5).fill(-1);
    for (let k = -d; k <= d; k += 2) {
      let x = comesIn(reach, d, k) ? at(reach, d, k + 1) : at(reach, d, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
      next[k + d + 2] = x;
    }
    reach = next;
  }
  return null;
}

function backtrack(trace: Reach[], endX: number, endY: number): Edit[] {
  const found: Edit[] = [];
  let [x, y] = [endX, endY];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] as Reach;
    const k = x - y;
    const down = comesIn(reach, d, k);
    const fromX = at(reach, d, down ? k + 1 : k - 1);
    const fromY = fromX - (down ? k + 1 : k - 1);
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY)) {
      found.push('same');
      x--;
      y--;
    }
    if (d === 0) break;
    found.push(down ? 'in' : 'out');
    [x, y] = [fromX, fromY];
  }
  return found.reverse();
}

/** Stretches of equal lines shrink to some around each change. */
function folded(lines: DiffLine[]): DiffLine[] {
  const near = new Uint8Array(lines.length);
  for (const [i, { kind }] of lines.entries()) {
    if (kind !== 'same') near.fill(1, Math.max(0, i - AROUND), Math.min(lines.length, i + AROUND + 1));
  }
  const out: DiffLine[] = [];
  for (const [i, line] of lines.entries()) {
    if (near[i]) out.push(line);
    else if (out.at(-1)?.kind !== 'gap') out.push({ kind: 'gap', text: '', line: 0 });
  }
  return out.length === 1 && out[0]?.kind === 'gap' ? [] : out;
}
