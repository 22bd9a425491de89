/** Operations on reports: of an app, or of the token's whole team. */
import { z } from 'zod';
import { makeReport, makeReportInput, makeTeamReport, reports, reportView } from '../../report';
import * as answers from '../answers';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes';
import * as teamShape from '../shapes-team';
import { at, EXAMPLE, nothing, ofApp, time } from './parts';

const older = z.strictObject({ before: time.optional().describe('of the page before') });
const made = ({ id }: { id: string }) => ({ id, path: `/reports/${id}` });

export const reportOperations: readonly Operation[] = [
  operation({
    id: 'listReports',
    method: 'get',
    path: '/reports',
    verb: 'reports',
    says: 'Reports of the team and of all its apps, newest first, and the schedules that make them.',
    pathInput: nothing,
    query: older,
    output: teamShape.reportsShape,
    example: { query: {} },
    run: async (actor, { query }) => teamAnswers.reportsAnswer(await reports(actor, {}, { before: at(query.before) })),
  }),
  operation({
    id: 'listAppReports',
    method: 'get',
    path: '/apps/{app}/reports',
    verb: 'reports',
    says: 'Reports of one app, newest first, and the schedules that make them.',
    pathInput: ofApp,
    query: older,
    output: teamShape.reportsShape,
    example: { path: EXAMPLE, query: {} },
    run: async (actor, { path, query }) =>
      teamAnswers.reportsAnswer(await reports(actor, path, { before: at(query.before) })),
  }),
  operation({
    id: 'makeReport',
    method: 'post',
    path: '/apps/{app}/reports',
    verb: 'makeReport',
    says: 'Keeps today’s finding of an app as a report.',
    pathInput: ofApp,
    body: makeReportInput,
    output: shape.madeReportShape,
    once: true,
    example: { path: EXAMPLE, body: { days: 30 } },
    run: async (actor, { path, body }) => made(await makeReport(actor, path.app, body)),
  }),
  operation({
    id: 'makeTeamReport',
    method: 'post',
    path: '/reports',
    verb: 'makeTeamReport',
    says: 'Keeps today’s finding of the whole team as a report.',
    pathInput: nothing,
    body: makeReportInput,
    output: shape.madeReportShape,
    once: true,
    example: { body: { days: 30 } },
    run: async (actor, { body }) => made(await makeTeamReport(actor, undefined, body)),
  }),
  operation({
    id: 'getReport',
    method: 'get',
    path: '/reports/{report}',
    verb: 'reportView',
    says: 'A report as it was made.',
    pathInput: z.strictObject({ report: z.string().min(1).max(120).describe('a report’s id, as in its address') }),
    output: shape.reportShape,
    tool: true,
    example: { path: { report: 'Zm9yIGV4YW1wbGUgb25seQ' } },
    run: async (actor, { path }) => answers.reportAnswer(await reportView(actor, path.report)),
  }),
];
