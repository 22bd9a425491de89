/** Streams of a series: points with one start time, which successive ones are compared within. */

/** The last point so far of each start time; that of the newest one beside the others, because the next is mostly of it. */
export interface Streams {
  start: number;
  last: number;
  /** Made where a second start time comes. */
  others: Map<number, number> | null;
}

/** Stands for no start, which is a stream of its own. */
const noStart = -1;

export function startStreams(): Streams {
  return { start: noStart, last: -1, others: null };
}

export function forgetStreams(streams: Streams): void {
  streams.last = -1;
  streams.others = null;
}

/** The index of the stream's last point, -1 if it has none; from here on that is `i`. */
export function lastOf(streams: Streams, startAt: number, i: number): number {
  const start = startAt === startAt ? startAt : noStart;
  let before = streams.last;
  if (start !== streams.start) {
    if (before >= 0) {
      streams.others ??= new Map();
      streams.others.set(streams.start, before);
    }
    before = streams.others?.get(start) ?? -1;
    streams.start = start;
  }
  streams.last = i;
  return before;
}
