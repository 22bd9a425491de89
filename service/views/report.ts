/** A report as it is kept and shown: every word and picture made, so that it stays as it was sent. */
import type { Picture } from '@/advisor/picture/shapes';
import type { AppStateWord, EvidenceFinding } from '@/advisor/types';

export interface ReportDocument {
  version: 2;
  id: string;
  of: 'app' | 'team';
  /** The app's name, or the team's. */
  title: string;
  teamName: string;
  teamSlug: string;
  appSlug: string | null;
  createdAt: number;
  /** What was crossed and done is told of this stretch. */
  fromAt: number;
  toAt: number;
  /** The zone that its dates are told in: the team's when it was made. */
  zone: string;
  synthetic: boolean;
  /** Three, to forward. */
  sentences: string[];
  /** One row an app. */
  apps: ReportApp[];
  /** Of one app; null in a team's report. */
  road: Picture | null;
  load: Picture | null;
  phases: {
    title: string;
    /** Users that it serves: "0–50K". */
    range: string;
    /** The title says the range already: pages do not repeat it. */
    rangeInTitle?: true;
    done: number;
    total: number;
    cost: string;
    here: boolean;
  }[];
  /** In the order in which they should be done. */
  decide: ReportStep[];
  money: { picture: Picture | null; lines: string[] };
  crossed: ReportCrossing[];
  minutesOver: number;
  /** Of the stretch, 0–1; null where it cannot be told (more than one threshold at a time). */
  shareOver: number | null;
  done: ReportDone[];
  /** How many finished steps had an effect, of how many compared. */
  effects: string | null;
  /** If nothing is done; empty where nothing is known to come. */
  wait: string[];
  /** What it was made from: each a name and what is said of it. */
  made: { name: string; says: string }[];
}

export interface ReportApp {
  slug: string;
  name: string;
  state: AppStateWord;
  stateWord: string;
  /** "1.7× (1.4–2.1)", or why there is none. */
  headroom: string;
  /** "about 14 Mar (20 Feb–30 Apr)"; empty where there is no date. */
  when: string;
  minutesOver: number;
  now: Sum | null;
  next: (Sum & { phase: string }) | null;
}

export interface Sum {
  cents: number;
  lowCents: number;
  highCents: number;
  currency: string;
}

export interface ReportStep {
  app: string;
  title: string;
  /** "by 7 Feb"; empty where there is no date. */
  begin: string;
  /** Days as they stand in files: 2027-02-07; null where there is none. */
  safeDay: string | null;
  dueDay: string | null;
  effort: string;
  /** "+$73 a month"; empty where no price is known. */
  money: string;
  addsCents: number | null;
  currency: string;
  relieves: string;
  who: string;
  late: boolean;
}

export interface ReportCrossing {
  app: string;
  signal: string;
  openedAt: number;
  closedAt: number | null;
  minutes: number;
  /** "734 ms of 500 ms". */
  worst: string;
  /** Known only after data came late. */
  revealedLate: boolean;
  /** What was written beside it. */
  notes: string[];
}

export interface ReportDone {
  app: string;
  title: string;
  at: number | null;
  by: 'telemetry' | 'person';
  /** Whether it worked; empty where nothing can be said. */
  effect: string;
  evidence: EvidenceFinding['code'];
}

/** A report in a list. */
export interface ReportRow {
  id: string;
  title: string;
  appSlug: string | null;
  createdAt: number;
  fromAt: number;
  toAt: number;
  /** A person's name, or "by schedule". */
  by: string;
  /** Links to it that are open now. */
  links: number;
}

export interface ScheduleRow {
  id: number;
  /** Null: the whole team. */
  appName: string | null;
  every: 'weekly' | 'monthly';
  day: number;
  hour: number;
  nextAt: number;
}

export interface ShareRow {
  id: number;
  createdAt: number;
  expiresAt: number;
  withdrawnAt: number | null;
  lastOpenedAt: number | null;
  by: string;
}

export interface ReportsView {
  team: { slug: string; name: string; zone: string };
  /** The one app whose reports are listed; null: the whole team and every app of it. */
  app: { slug: string; name: string } | null;
  /** Newest first. */
  reports: ReportRow[];
  /** `before` of the next page; null on the last one. */
  olderBefore: number | null;
  schedules: ScheduleRow[];
  mayMake: boolean;
  mayShare: boolean;
}
