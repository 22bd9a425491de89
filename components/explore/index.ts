/**
 * Explore: any metric of an app, asked freely; and the chart of one such question, for dashboards.
 * May import charts, shell, ui, types of service and words of the advisor. A question lives in the address
 * or in a dashboard, its answer comes from `GET /api/apps/[app]/explore`. Import the files, not this door.
 */
export type { Question } from './question';
