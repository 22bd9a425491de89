/** Which minutes an evaluation judges, and the columns that reach far enough back for it. */
import { lookBackMinutes } from '@/advisor/index';
import { type EffectiveThreshold, HOUR_MS, MINUTE_MS, MinuteState, type SignalColumns } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import { readSignals } from '@/store/index';
import { resources } from '../resources';
import type { AppTelemetry } from '../signals/reads';

/** How far back an app is judged of which nothing is known, so that what arrived late by hours is seen without being told. */
const JUDGED_MS = 26 * HOUR_MS;
/** What advice says of limits looks at the last hour. */
const STATUS_MS = HOUR_MS;

/** What an evaluation of this process left behind: nothing before it has to be judged again that was not derived since. */
export interface Since {
  /** When that was (ms). */
  at: number;
  /** By which limits; see limitsOf. */
  limits: string;
}

/** Where one of these changes, all is judged anew. */
export function limitsOf(thresholds: readonly EffectiveThreshold[]): string {
  return JSON.stringify(thresholds.map((own) => [own.id, own.signal, own.limit, own.worsens, own.holdMinutes]));
}

interface Range {
  thresholds: EffectiveThreshold[];
  nowAt: number;
  /** Earliest hour that was derived again since; undefined: none. */
  touchedFromAt: number | undefined;
  since: Since | undefined;
}

/** From which minute on an app is judged. */
export function judgedFrom({ thresholds, nowAt, touchedFromAt, since }: Range): number {
  const isKnown = since !== undefined && since.at <= nowAt && since.limits === limitsOf(thresholds);
  return Math.min(touchedFromAt ?? nowAt, isKnown ? Math.max(since.at, nowAt - JUDGED_MS) : nowAt - JUDGED_MS);
}

interface Wanted {
  appId: number;
  thresholds: EffectiveThreshold[];
  read: Pick<AppTelemetry, 'minutes' | 'judged'>;
  /** The minute to judge from, or the opening of a crossing whose minutes are counted anew. */
  fromAt: number;
  nowAt: number;
}

/** Those that were read with everything else, where they reach; else they are read again from further back. */
export async function judgedColumns({
  appId,
  thresholds,
  read,
  fromAt,
  nowAt,
}: Wanted): Promise<AppTelemetry['judged']> {
  const toAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  const backMs = Math.max(0, ...thresholds.map(lookBackMinutes)) * MINUTE_MS;
  const reachAt = Math.min(fromAt, toAt - STATUS_MS) - backMs;
  const signals = [...new Set(thresholds.map(({ signal }) => signal))];
  if (signals.every((signal) => reaches(signal, read, reachAt))) return read.judged;
  return readSignals(resources().telemetry, appId, signals, Math.floor(reachAt / HOUR_MS) * HOUR_MS, toAt);
}

/** A signal that is silent longer than they reach was there before: how long it is silent is told from then. */
function reaches(signal: SignalId, { minutes, judged }: Wanted['read'], reachAt: number): boolean {
  const own = judged.get(signal);
  if (own !== undefined && own.startAt > reachAt) return false;
  return hasValue(own) || !hasValue(minutes.get(signal));
}

const hasValue = (columns: SignalColumns | undefined) => columns?.state.includes(MinuteState.value) ?? false;
