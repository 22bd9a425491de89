/** The checklist as its page is handed it: an app's view, and what people wrote beside steps. */
import type { AppView } from './views';

/** What people wrote beside a step, and who ticked it. */
export interface StepWork {
  owner: string | null;
  comment: string | null;
  link: string | null;
  blocked: string | null;
  notedBy: string | null;
  notedAt: number | null;
  tickedBy: string | null;
}

export interface ChecklistView extends AppView {
  /** By step id; steps that nobody wrote beside or ticked are absent. */
  work: Record<string, StepWork>;
}
