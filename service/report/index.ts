/**
 * Reports: made, kept, read, shared, scheduled. May import what service may. A finding is turned into a document
 * of words and pictures once (document.ts); every format – page, PDF, Markdown, CSV, JSON – is set from that.
 */
export { makeReport, makeReportInput, makeTeamReport } from './make';
export { reportFile, reports, reportView } from './read';
export { removeSchedule, scheduleReport } from './schedules';
export { shareReport, shares, withdrawShare } from './share';
