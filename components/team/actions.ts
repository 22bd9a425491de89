import type { SaveAction } from '@/components/settings/save';

/** What the forms of a team's page send, bound to the team. */
export interface TeamActions {
  invite: SaveAction;
  withdraw: SaveAction;
  changeRole: SaveAction;
  remove: SaveAction;
  rename: SaveAction;
  setZone: SaveAction;
  addHoliday: SaveAction;
  importHolidays: SaveAction;
  removeHoliday: SaveAction;
  leave: SaveAction;
}
