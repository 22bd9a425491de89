import type { SaveAction } from '@/components/settings/save';

/** What a dashboard's forms send to, bound to its id. */
export interface DashboardActions {
  arrange: SaveAction;
  remove: SaveAction;
}
