/** Requests of remote write 1.0 and 2.0: first a plan of their series, then the points, in slices. */
import { countPoints, type Decoded } from '../otlp/decoded';
import { cursor, DecodeError, skip, span, varint } from '../otlp/wire';
import type { Written } from './remote-write-points';
import { type RemoteSeries, remoteSeriesOf } from './remote-write-series';
import * as v1 from './remote-write-v1';
import * as v2 from './remote-write-v2';

export type Message = 'prometheus.WriteRequest' | 'io.prometheus.write.v2.Request';

export interface WritePlan {
  buf: Buffer;
  /** Where the content of each TimeSeries begins and ends, in turns. */
  spans: number[];
  /** How many numbers of `spans` are read. */
  read: number;
  remote: RemoteSeries;
  /** Null in a request of 1.0. */
  symbols: v2.Symbols | null;
  written: Written;
}

/** Field tags of a series and a symbol in each message. */
const tags = {
  'prometheus.WriteRequest': { series: 0x0a, symbol: -1, metadata: 0x1a },
  'io.prometheus.write.v2.Request': { series: 0x2a, symbol: 0x22, metadata: -1 },
} as const;

/** Reads where the request's series lie. Throws DecodeError if it is no such message. */
export function planWrite(buf: Buffer, message: Message, out: Decoded): WritePlan {
  const { series, symbol, metadata } = tags[message];
  const spans: number[] = [];
  const symbols: number[] = [];
  let isMessage = buf.length === 0;
  cursor.at = 0;
  while (cursor.at < buf.length) {
    const tag = varint(buf, buf.length);
    isMessage ||= tag === series || tag === symbol || tag === metadata;
    if (tag !== series && tag !== symbol) {
      skip(buf, tag, buf.length);
      continue;
    }
    const end = span(buf, buf.length);
    // A series without a point is as much work as one with.
    countPoints(out, 1);
    (tag === series ? spans : symbols).push(cursor.at, end);
    cursor.at = end;
  }
  // The two messages share no field, so that one sent as the other shows.
  if (!isMessage)
    throw new DecodeError(
      `the request is no ${message}: does the proto parameter of its content-type name what it is?`,
    );
  const remote = remoteSeriesOf(out.app);
  return {
    buf,
    spans,
    read: 0,
    remote,
    symbols: message === 'prometheus.WriteRequest' ? null : v2.readSymbols(buf, symbols, remote, out),
    written: { samples: 0, histograms: 0 },
  };
}

/** Reads about `budget` points of the plan; true when all are read. */
export function runWrite(plan: WritePlan, out: Decoded, budget: number): boolean {
  const { buf, spans, remote, symbols, written } = plan;
  const until = out.points.length + budget;
  while (plan.read < spans.length && out.points.length < until) {
    const from = spans[plan.read++] as number;
    const end = spans[plan.read++] as number;
    if (symbols) v2.readTimeSeries(buf, from, end, symbols, remote, out, written);
    else v1.readTimeSeries(buf, from, end, remote, out, written);
  }
  return plan.read >= spans.length;
}
