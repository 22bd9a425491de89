/** What a report is made of, as it is read. */
import type { Advice } from '@/advisor/types';
import type { Roadmap, SignalDefinition } from '@/catalogue/types';
import type { DeploymentMark } from '../views/views';
import type { ReportedCrossing } from './crossed';

/** What is read of one app. */
export interface AppPart {
  slug: string;
  name: string;
  /** Null: the app has sent nothing yet. */
  advice: Advice | null;
  roadmap: Roadmap;
  signals: SignalDefinition[];
  /** Those that overlap the stretch, oldest first. */
  crossings: ReportedCrossing[];
  /** Of the app's own releases, the newest. */
  appVersion: string | null;
  /** Of the weeks that its load is drawn over; empty in a report of a team, which draws none. */
  deployed: DeploymentMark[];
}

export interface ReportFacts {
  id: string;
  team: { slug: string; name: string };
  zone: string;
  createdAt: number;
  fromAt: number;
  toAt: number;
  headroomVersion: string;
  parts: AppPart[];
}
