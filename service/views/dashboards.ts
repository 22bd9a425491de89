/** What the pages of dashboards are handed. */
import type { AddPanelInput } from '../inputs/dashboards';
import type { Role } from './views';

export interface PanelView {
  id: string;
  title: string;
  /** Takes the whole row. */
  wide: boolean;
  question: AddPanelInput['question'];
  /** Null: the app was deleted or left the team; `appName` is what it was called. */
  app: string | null;
  appName: string;
}

export interface DashboardView {
  id: string;
  name: string;
  team: { slug: string; name: string };
  role: Role;
  version: number;
  panels: PanelView[];
}

export interface DashboardLine {
  id: string;
  name: string;
  panels: number;
}
