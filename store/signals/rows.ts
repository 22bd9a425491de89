/** An hour of signals as it is stored, outside of the database. Pure. */
import type { Observations, SignalColumns } from '@/advisor/types';
import type { SignalHourBlock } from '../contract';
import { bytes, doubles, shorts } from '../points/scratch';
import { decodeMinutes, decodeObservations, encodeMinutes } from './codec';
import { encodeHour } from './hour-codec';

export interface SignalRows {
  appId: number;
  hourAt: number;
  hour: Uint8Array;
  minutes: Uint8Array;
}

/** Copies of their own: an encoder's buffer is larger than what it holds. */
export function encodeSignals(block: SignalHourBlock & { appId: number }): SignalRows {
  const { appId, hourAt } = block;
  return { appId, hourAt, hour: encodeHour(block).slice(), minutes: encodeMinutes(block).slice() };
}

const scratchRoom = { doubles, shorts, bytes };

/** Minutes and observations as they were encoded. */
export function decodeSignals({ hourAt, minutes }: Pick<SignalRows, 'hourAt' | 'minutes'>): {
  minutes: SignalColumns[];
  observations: Observations;
} {
  return {
    minutes: decodeMinutes(minutes, hourAt, 'all', { room: scratchRoom }),
    observations: decodeObservations(minutes, hourAt),
  };
}
