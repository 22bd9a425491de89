/**
 * Charts: the one place that draws dense time series, on a canvas through uPlot.
 * May import types of service, catalogue and advisor, and advisor/words; never a page.
 * Columns of `GET /api/apps/[app]/chart` and plain props come in, pixels, a shared cursor and an
 * address go out. Import the components from their files: a barrel would load every chart on every page.
 */

export type { LoadBand, LoadChartData } from '@/advisor/picture/load-chart';
export type { RailMark } from './load-chart';
export type { DrawnThreshold } from './signal-spec';
