/**
 * Traces as evidence: each request's spans become delta histograms of the app, by the semantic conventions'
 * names, and are dropped. `addSpans` is all that a transport needs; protobuf and JSON end in the same points.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Decoded } from './decoded';
import type { Encoding } from './reply';
import { readSpansJson } from './traces-json';
import { addPoints, fractionOf } from './traces-points';
import { planSpans, runSpanTasks } from './traces-protobuf';
import { startTally } from './traces-tally';

/** Spans read before others get their turn. */
const sliceOfSpans = 10_000;

/**
 * Adds the points of an unzipped ExportTraceServiceRequest to `out` and answers how many spans it held.
 * Throws DecodeError, or Refused 413.
 */
export async function addSpans(body: Buffer, encoding: Encoding, out: Decoded): Promise<number> {
  const tally = startTally(out);
  if (encoding === 'json') readSpansJson(body.toString('utf8'), tally);
  else {
    const tasks = planSpans(body, tally);
    while (!runSpanTasks(body, tasks, tally, sliceOfSpans)) await turn();
  }
  if (tally.group.length > 0) addPoints(tally, fractionOf(body));
  return tally.spans;
}
