/**
 * One cursor for all charts of a page: whoever is pointed at says the time, the others follow.
 * Times are seconds since 1970, as in uPlot's x column; null means nobody points.
 */

type Listener = (at: number | null, from: unknown) => void;

interface CursorBus {
  at(): number | null;
  say(at: number | null, from: unknown): void;
  follow(listener: Listener): () => void;
}

function createCursorBus(): CursorBus {
  let current: number | null = null;
  const listeners = new Set<Listener>();
  return {
    at: () => current,
    say(at, from) {
      if (at === current) return;
      current = at;
      for (const listener of listeners) listener(at, from);
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A browser tab shows one page at a time, so one bus is enough. */
export const pageCursor = createCursorBus();
