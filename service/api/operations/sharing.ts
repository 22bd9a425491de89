/** Operations on what becomes of reports: files of them, links for people without an account, schedules that make them. */
import { z } from 'zod';
import {
  fileInput,
  removeSchedule,
  reportFile,
  reports,
  scheduleInput,
  scheduleReport,
  shareInput,
  shareReport,
  shares,
  withdrawShare,
} from '../../report';
import * as teamAnswers from '../answers-team';
import { fileOperation, type Operation, operation } from '../operation';
import * as shape from '../shapes-team';
import { EXAMPLE, nothing, ofApp } from './parts';

const id = z.coerce.number().int().positive().describe('its id, from the list');
const ofReport = z.strictObject({ report: z.string().min(1).max(120).describe('a report’s id, as in its address') });
const REPORT = { report: 'Zm9yIGV4YW1wbGUgb25seQ' };
const WEEKLY = { every: 'weekly', day: 1, hour: 8 };
const FILES = ['application/pdf', 'text/markdown', 'text/csv', 'application/json'];

export const sharingOperations: readonly Operation[] = [
  fileOperation({
    id: 'getReportFile',
    path: '/reports/{report}/file',
    verb: 'reportFile',
    says: 'A report as a file: PDF (on A4 or Letter), Markdown, CSV or JSON.',
    pathInput: ofReport,
    query: z.strictObject(fileInput.shape),
    file: FILES,
    example: { path: REPORT, query: { format: 'csv' } },
    run: (actor, { path, query }) => reportFile(actor, path.report, query),
  }),
  operation({
    id: 'listShares',
    method: 'get',
    path: '/reports/{report}/shares',
    verb: 'shares',
    says: 'Links of a report for people without an account, newest first, without what is secret of them.',
    pathInput: ofReport,
    output: shape.sharesShape,
    example: { path: REPORT },
    run: async (actor, { path }) => teamAnswers.sharesAnswer(await shares(actor, path.report)),
  }),
  operation({
    id: 'shareReport',
    method: 'post',
    path: '/reports/{report}/shares',
    verb: 'shareReport',
    says: 'Makes a link by which whoever has it reads this one report, for so many days.',
    pathInput: ofReport,
    body: shareInput,
    output: shape.madeShareShape,
    once: true,
    example: { path: REPORT, body: { days: 7 } },
    run: async (actor, { path, body }) => teamAnswers.madeShareAnswer(await shareReport(actor, path.report, body)),
  }),
  operation({
    id: 'withdrawShare',
    method: 'delete',
    path: '/reports/{report}/shares/{share}',
    verb: 'withdrawShare',
    says: 'Ends a link at once.',
    pathInput: ofReport.extend({ share: id }),
    example: { path: { ...REPORT, share: 1 } },
    run: async (actor, { path }) => void (await withdrawShare(actor, path.report, path.share)),
  }),
  operation({
    id: 'listSchedules',
    method: 'get',
    path: '/schedules',
    verb: 'reports',
    says: 'What makes reports by itself: of the team and of all its apps, with the next time of each.',
    pathInput: nothing,
    output: shape.schedulesShape,
    example: {},
    run: async (actor) => {
      const { schedules } = teamAnswers.reportsAnswer(await reports(actor, {}, {}));
      return { schedules };
    },
  }),
  operation({
    id: 'scheduleTeamReport',
    method: 'post',
    path: '/schedules',
    verb: 'scheduleReport',
    says: 'Makes a report of the whole team every week or month, at an hour of the team’s zone.',
    pathInput: nothing,
    body: scheduleInput,
    output: shape.madeScheduleShape,
    once: true,
    example: { body: WEEKLY },
    run: (actor, { body }) => scheduleReport(actor, {}, body),
  }),
  operation({
    id: 'scheduleReport',
    method: 'post',
    path: '/apps/{app}/schedules',
    verb: 'scheduleReport',
    says: 'Makes a report of an app every week or month, at an hour of the team’s zone.',
    pathInput: ofApp,
    body: scheduleInput,
    output: shape.madeScheduleShape,
    once: true,
    example: { path: EXAMPLE, body: WEEKLY },
    run: (actor, { path, body }) => scheduleReport(actor, { app: path.app }, body),
  }),
  operation({
    id: 'removeSchedule',
    method: 'delete',
    path: '/schedules/{schedule}',
    verb: 'removeSchedule',
    says: 'Ends a schedule; reports that it made stay.',
    pathInput: z.strictObject({ schedule: id }),
    example: { path: { schedule: 1 } },
    run: async (actor, { path }) => void (await removeSchedule(actor, {}, path.schedule)),
  }),
];
