/** Operations on who is in the team, as what, what it is called, and what everybody changed in it. */
import { z } from 'zod';
import { auditView } from '../../audit-view';
import { teamOfToken } from '../../authorise';
import { addHolidaysInput, holidayName, removeHolidayInput } from '../../inputs/holidays';
import { parse } from '../../inputs/inputs';
import { zoneInput } from '../../inputs/zone';
import { renameTeam, setTimeZone, teamName } from '../../teams/create';
import { addHolidays, holidays, removeHoliday } from '../../teams/holidays';
import { invite, inviteInput, withdrawInvitation } from '../../teams/invitations';
import { changeRole, removeMember, roleInput, teamView } from '../../teams/members';
import * as answers from '../answers-people';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-people';
import { nothing } from './parts';

const id = z.coerce.number().int().positive().describe('its id, from the list');
const ofMember = z.strictObject({ member: id });
const nameInput = z.strictObject({ name: teamName });
const zoneBody = z.strictObject({ zone: zoneInput });
const roleBody = z.strictObject({ role: roleInput });

export const peopleOperations: readonly Operation[] = [
  operation({
    id: 'listMembers',
    method: 'get',
    path: '/members',
    verb: 'teamView',
    says: 'Who is in the team, as what; for those who may invite, the open invitations.',
    pathInput: nothing,
    output: shape.membersShape,
    example: {},
    run: async (actor) => answers.membersAnswer(await teamView(actor, await teamOfToken(actor))),
  }),
  operation({
    id: 'changeRole',
    method: 'put',
    path: '/members/{member}/role',
    verb: 'changeRole',
    says: 'Gives a member another role; their browsers sign in anew. A team keeps an admin.',
    pathInput: ofMember,
    body: roleBody,
    example: { path: { member: 1 }, body: { role: 'editor' } },
    run: async (actor, { path, body }) => {
      const { role } = parse(roleBody, body);
      return void (await changeRole(actor, await teamOfToken(actor), { userId: path.member, role }));
    },
  }),
  operation({
    id: 'removeMember',
    method: 'delete',
    path: '/members/{member}',
    verb: 'removeMember',
    says: 'Takes a member out of the team; their account stays.',
    pathInput: ofMember,
    example: { path: { member: 1 } },
    run: async (actor, { path }) => void (await removeMember(actor, await teamOfToken(actor), path.member)),
  }),
  operation({
    id: 'invite',
    method: 'post',
    path: '/invitations',
    verb: 'invite',
    says: 'A link that makes whoever has it a member, once, within 7 days; never with a role above the token’s.',
    pathInput: nothing,
    body: inviteInput,
    output: shape.madeInvitationShape,
    once: true,
    example: { body: { role: 'viewer', email: 'grace@example.com' } },
    run: async (actor, { body }) => answers.madeInvitationAnswer(await invite(actor, await teamOfToken(actor), body)),
  }),
  operation({
    id: 'withdrawInvitation',
    method: 'delete',
    path: '/invitations/{invitation}',
    verb: 'withdrawInvitation',
    says: 'Ends an invitation at once.',
    pathInput: z.strictObject({ invitation: id }),
    example: { path: { invitation: 1 } },
    run: async (actor, { path }) => void (await withdrawInvitation(actor, await teamOfToken(actor), path.invitation)),
  }),
  operation({
    id: 'renameTeam',
    method: 'put',
    path: '/team/name',
    verb: 'renameTeam',
    says: 'The team’s name on the pages; its address stays.',
    pathInput: nothing,
    body: nameInput,
    example: { body: { name: 'Shop' } },
    run: async (actor, { body }) =>
      void (await renameTeam(actor, await teamOfToken(actor), parse(nameInput, body).name)),
  }),
  operation({
    id: 'setTimeZone',
    method: 'put',
    path: '/team/zone',
    verb: 'setTimeZone',
    says: 'The zone of the team’s reports, their schedules and its quiet hours.',
    pathInput: nothing,
    body: zoneBody,
    example: { body: { zone: 'Europe/Berlin' } },
    run: async (actor, { body }) =>
      void (await setTimeZone(actor, await teamOfToken(actor), parse(zoneBody, body).zone)),
  }),
  operation({
    id: 'listHolidays',
    method: 'get',
    path: '/team/holidays',
    verb: 'holidays',
    says: 'The team’s calendar: days that forecasts keep out of level and weekdays, and learn by themselves.',
    pathInput: nothing,
    output: shape.holidaysShape,
    example: {},
    run: async (actor) => ({ holidays: await holidays(actor, await teamOfToken(actor)) }),
  }),
  operation({
    id: 'addHolidays',
    method: 'post',
    path: '/team/holidays',
    verb: 'addHolidays',
    says: 'Adds days to the calendar, or the whole days of an iCalendar file; one of the same name and first day is replaced.',
    pathInput: nothing,
    body: addHolidaysInput,
    output: shape.addedHolidaysShape,
    status: 200,
    mostBytes: 1024 * 1024,
    example: { body: { holidays: [{ name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true }] } },
    run: async (actor, { body }) => addHolidays(actor, await teamOfToken(actor), body),
  }),
  operation({
    id: 'removeHoliday',
    method: 'delete',
    path: '/team/holidays/{holiday}',
    verb: 'removeHoliday',
    says: 'Takes a holiday out of the calendar: all of its name, or the one that begins on a day.',
    pathInput: z.strictObject({ holiday: holidayName.describe('its name') }),
    query: removeHolidayInput.pick({ from: true }),
    example: { path: { holiday: 'Christmas' }, query: { from: '2026-12-24' } },
    run: async (actor, { path, query }) =>
      void (await removeHoliday(actor, await teamOfToken(actor), { name: path.holiday, ...query })),
  }),
  operation({
    id: 'listAudit',
    method: 'get',
    path: '/audit',
    verb: 'auditView',
    says: 'What was changed, by whom and from where, newest first, 100 at a time.',
    pathInput: nothing,
    query: z.strictObject({
      action: z.string().max(80).optional().describe('only this one, such as changeRole'),
      who: z.string().max(254).optional().describe('only of the person with this address'),
      before: z.coerce.number().int().positive().optional().describe('of the page before'),
    }),
    output: shape.auditShape,
    example: { query: { action: 'newApiToken' } },
    run: async (actor, { query }) => answers.auditAnswer(await auditView(actor, await teamOfToken(actor), query)),
  }),
];
