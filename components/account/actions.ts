import type { SaveAction } from '@/components/settings/save';

export interface AccountActions {
  rename: SaveAction;
  endSessions: SaveAction;
  changePassword: SaveAction;
  makeLink: SaveAction;
  unlink: SaveAction;
  tie: SaveAction;
}
