/**
 * Minutes of a day, of which an evaluation wants one or two signals and of the others where they come from: each is
 * decoded when one of its columns is first asked for.
 */
import type { RecipeUse, SignalColumns } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import { makeRoom } from '../points/room';
import { type OpenedHour, openHour } from './codec';
import { joinOne } from './join';
import type { StoredRow } from './stored';

const minuteMs = 60_000;

/** As signalsOf answers them without what judging alone asks for. @param rows minutes blocks, oldest first */
export function unreadSignals(rows: StoredRow[], fromAt: number, toAt: number): Map<SignalId, SignalColumns> {
  const startAt = Math.floor(fromAt / minuteMs) * minuteMs;
  const n = Math.max(0, Math.ceil((toAt - startAt) / minuteMs));
  const bySignal = new Map<SignalId, OpenedHour[]>();
  for (const { payload, hourAt } of rows) {
    const hour = openHour(payload, hourAt);
    for (const id of hour.ids) {
      const mine = bySignal.get(id);
      if (mine) mine.push(hour);
      else bySignal.set(id, [hour]);
    }
  }
  return new Map([...bySignal].map(([id, hours]) => [id, new Unread(id, hours, { startAt, n })]));
}

class Unread implements SignalColumns {
  readonly signal: SignalId;
  readonly startAt: number;
  readonly #hours: OpenedHour[];
  readonly #n: number;
  #recipe: RecipeUse | null | undefined;
  #columns: SignalColumns | undefined;

  constructor(signal: SignalId, hours: OpenedHour[], { startAt, n }: { startAt: number; n: number }) {
    this.signal = signal;
    this.startAt = startAt;
    this.#hours = hours;
    this.#n = n;
  }

  /** The newest hour that had a source says where the signal comes from today. */
  get recipe(): RecipeUse | null {
    for (let i = this.#hours.length - 1; this.#recipe === undefined && i >= 0; i--)
      this.#recipe = (this.#hours[i] as OpenedHour).recipe(this.signal) ?? undefined;
    this.#recipe ??= null;
    return this.#recipe;
  }
  get value() {
    return this.#read().value;
  }
  get state() {
    return this.#read().state;
  }
  get expected() {
    return this.#read().expected;
  }
  get received() {
    return this.#read().received;
  }
  get numerator() {
    return this.#read().numerator;
  }
  get denominator() {
    return this.#read().denominator;
  }
  get demand() {
    return this.#read().demand;
  }
  get capacity() {
    return this.#read().capacity;
  }

  #read(): SignalColumns {
    if (this.#columns === undefined) {
      const { signal, startAt } = this;
      const room = makeRoom();
      const parts = this.#hours.map((hour) => hour.columns(signal, room));
      this.#columns = joinOne(signal, parts, { startAt, n: this.#n, room: makeRoom() });
    }
    return this.#columns;
  }
}
