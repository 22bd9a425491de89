/**
 * The team page: every app in one table, the most urgent first; what is due next, what was crossed.
 * May import components/ui, components/road, the advisor's words and the view types.
 * An OverviewView comes in with the viewer's zone and "now"; markup goes out, nothing is fetched.
 */
export type { Clock } from './clock';
export type { Show } from './filter';
