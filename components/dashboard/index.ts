/**
 * A team's own dashboards: charts of explore in rows, sharing range and cursor. May import explore, charts, ui
 * and types of service. A DashboardView and actions come in; each chart asks the API for its own answer.
 */
export type { DashboardActions } from './actions';
