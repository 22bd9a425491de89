/**
 * Reports: made, kept, read, shared, scheduled. May import what service may. A finding is turned into a document
 * of words and pictures once (document.ts); every format – page, PDF, Markdown, CSV, JSON – is set from that.
 */

export { scheduleInput } from './inputs';
export { makeReport, makeReportInput, makeTeamReport } from './make';
export { fileInput, reportFile, reports, reportView } from './read';
export { removeSchedule, scheduleReport } from './schedules';
export { shareInput, shareReport, shares, withdrawShare } from './share';
