/** What an evaluation looks at of an app: minutes of the last day, hours of weeks; closed days of them in one row each. */
import type { Observations, SignalColumns } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import type { Db } from '../contract';
import { makeRoom } from '../points/room';
import { decodeObservations } from './codec';
import { decodeDay, encodeDay, headOf } from './day-codec';
import { closedBefore, type DayRow, dayOf, isMark } from './days';
import { addHour, type Hours, noHours } from './hour-codec';
import { joinObservations } from './join';
import { signalsOf } from './signals';
import { hourOf, type Range, readRows, type StoredRow } from './stored';
import { unreadSignals } from './unread';

const dayMs = 86_400_000;

/** Every range is [from, toAt) in ms. */
export interface Looked {
  appId: number;
  minutesFromAt: number;
  newestFromAt: number;
  observationsFromAt: number;
  /** Minutes and observations end here, hours at `hoursToAt`: now. */
  toAt: number;
  /** At the beginning of a day. */
  hoursFromAt: number;
  hoursToAt: number;
  /** Of days that begin before it, the signals that load is told from (isLong) and the hours' facts alone. */
  wholeFromAt: number;
}

export interface Seen {
  /** Without what judging alone asks for. */
  minutes: Map<SignalId, SignalColumns>;
  /** Whole. */
  newest: Map<SignalId, SignalColumns>;
  observations: Observations;
  hours: Hours;
}

/** All of it, of several apps in two statements; and the days that closed since somebody looked, for writeDays. */
export async function readSeen(db: Db, looked: Looked[]): Promise<{ seen: Map<number, Seen>; closed: DayRow[] }> {
  const days = await readRows(
    db,
    looked.map(({ appId, hoursFromAt, hoursToAt, wholeFromAt }) => ({
      appId,
      kind: 'day',
      fromAt: hoursFromAt,
      toAt: closedBefore(hoursToAt),
      headsBefore: wholeFromAt,
    })),
  );
  const found = await readRows(
    db,
    looked.flatMap((each) => [
      ...hoursBeside(each, days(each.appId, 'day')),
      { ...each, kind: 'minutes', fromAt: hourOf(Math.min(each.minutesFromAt, each.observationsFromAt)) },
    ]),
  );
  const closed: DayRow[] = [];
  const seen = new Map<number, Seen>();
  for (const each of looked) {
    const { appId, toAt, minutesFromAt, newestFromAt, observationsFromAt } = each;
    const minutes = found(appId, 'minutes');
    const from = (at: number) => minutes.filter(({ hourAt }) => hourAt >= hourOf(at));
    const room = makeRoom();
    const observations = from(observationsFromAt).map(({ hourAt, payload }) =>
      decodeObservations(payload, hourAt, room),
    );
    const rows = { days: days(appId, 'day'), hours: found(appId, 'hour') };
    const made = closedDays(each, rows);
    closed.push(...made);
    seen.set(appId, {
      minutes: unreadSignals(from(minutesFromAt), minutesFromAt, toAt),
      newest: signalsOf(from(newestFromAt), 'all', newestFromAt, toAt),
      observations: joinObservations(observations, observationsFromAt, toAt),
      hours: hoursOf(each, rows, made),
    });
  }
  return { seen, closed };
}

/** Hours that no day row holds: of marked days, and of those after the newest row. */
function hoursBeside({ appId, hoursFromAt, hoursToAt }: Looked, days: StoredRow[]): Range[] {
  const range = (fromAt: number, toAt: number): Range => ({ appId, kind: 'hour', fromAt, toAt });
  const newest = days.at(-1);
  return [
    ...days.filter(({ payload }) => isMark(payload)).map(({ hourAt }) => range(hourAt, hourAt + dayMs)),
    range(newest === undefined ? hoursFromAt : newest.hourAt + dayMs, hoursToAt),
  ];
}

interface Rows {
  days: StoredRow[];
  hours: StoredRow[];
}

function hoursOf({ wholeFromAt, hoursToAt }: Looked, { days, hours }: Rows, made: DayRow[]): Hours {
  const into = noHours();
  const whole = [
    ...days.filter(({ payload }) => !isMark(payload)),
    ...made.map((row) => ({ ...row, hourAt: row.dayAt })),
  ];
  for (const { hourAt, payload } of whole.sort((a, b) => a.hourAt - b.hourAt))
    decodeDay(hourAt < wholeFromAt ? headOf(payload) : payload, hourAt, into);
  for (const { hourAt, payload } of hours) if (hourAt >= closedBefore(hoursToAt)) addHour(payload, hourAt, into);
  return into;
}

/** Rows of the closed days whose hours were read one by one. */
function closedDays({ appId, hoursToAt }: Looked, { days, hours }: Rows): DayRow[] {
  const byDay = new Map<number, StoredRow[]>();
  for (const row of hours) {
    const dayAt = dayOf(row.hourAt);
    if (dayAt >= closedBefore(hoursToAt)) continue;
    const mine = byDay.get(dayAt);
    if (mine) mine.push(row);
    else byDay.set(dayAt, [row]);
  }
  return [...byDay].map(([dayAt, rows]) => {
    const into = noHours();
    for (const { hourAt, payload } of rows) addHour(payload, hourAt, into);
    const instead = days.find(({ hourAt }) => hourAt === dayAt)?.payload ?? null;
    return { appId, dayAt, payload: encodeDay(into, dayAt), instead };
  });
}
