/** A team's calendar of holidays (RULES 11.5): forecasts of all its apps rest on it from their next look on. */
import { openTeam } from '../authorise';
import { invalid, notFound } from '../errors';
import {
  type AddHolidaysInput,
  addHolidaysInput,
  MOST_HOLIDAYS,
  type RemoveHolidayInput,
  removeHolidayInput,
  type StoredHoliday,
  tidyHolidays,
} from '../inputs/holidays';
import { plainJson } from '../json';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { readCalendar } from './ics';
import { writeToTeam } from './write';

export async function holidays(actor: Actor, teamSlug: string): Promise<StoredHoliday[]> {
  const { team } = await openTeam(actor, String(teamSlug), 'holidays');
  return team.holidays as unknown as StoredHoliday[];
}

/** One of the same name and first day is replaced. What of a file is no whole day is left out, and counted. */
export async function addHolidays(
  actor: Actor,
  teamSlug: string,
  input: AddHolidaysInput,
): Promise<{ added: number; leftOut: number }> {
  return writeToTeam({
    actor,
    teamSlug,
    verb: 'addHolidays',
    schema: addHolidaysInput,
    input,
    run: async (tx, { team }, given) => {
      const file = given.ics === undefined ? { holidays: [], leftOut: 0 } : readCalendar(given.ics, resources().now());
      const { leftOut } = file;
      const added = tidyHolidays([...file.holidays, ...given.holidays]);
      if (added.length === 0)
        throw invalid(
          'ics',
          `ics: none of its ${leftOut} events is a named whole day of these years.`,
          'Export holidays as all-day events.',
        );
      // As it is now: the row is locked, and the one at hand was read before.
      const { holidays: now } = await tx.team.findUniqueOrThrow({ where: { id: team.id } });
      const all = tidyHolidays([...(now as unknown as StoredHoliday[]), ...added]);
      if (all.length > MOST_HOLIDAYS)
        throw invalid(
          'holidays',
          `A calendar has at most ${MOST_HOLIDAYS} entries; this would be ${all.length}.`,
          'Remove some, or leave out past years.',
        );
      await tx.team.update({ where: { id: team.id }, data: { holidays: plainJson(all).value as never } });
      return { added: added.length, leftOut, names: [...new Set(added.map(({ name }) => name))] };
    },
    details: (_, { names, leftOut }) => ({ names: names.slice(0, 20), ...(leftOut > 0 ? { leftOut } : {}) }),
  }).then(({ added, leftOut }) => ({ added, leftOut }));
}

export async function removeHoliday(actor: Actor, teamSlug: string, input: RemoveHolidayInput): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'removeHoliday',
    schema: removeHolidayInput,
    input,
    run: async (tx, { team }, { name, from }) => {
      const { holidays: now } = await tx.team.findUniqueOrThrow({ where: { id: team.id } });
      const all = now as unknown as StoredHoliday[];
      const left = all.filter((it) => it.name !== name || (from !== undefined && it.from !== from));
      if (left.length === all.length) throw notFound('holiday');
      await tx.team.update({ where: { id: team.id }, data: { holidays: plainJson(left).value as never } });
    },
    details: ({ name, from }) => ({ name, ...(from === undefined ? {} : { from }) }),
  });
}
