/**
 * The report: one A4 page that a manager reads, prints and forwards.
 * May import types of service, advisor/picture, advisor/words and components/ui.
 * A kept document comes in, a page of HTML and SVG goes out; no canvas, no script and no other address is needed to read it.
 */
export { ReportPage, SharedReportPage } from './report-page';
