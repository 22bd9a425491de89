/** What the API's own verbs hand over: its tokens, and badges. */
import type { AppStateWord } from '@/advisor/types';
import type { Role, Scope } from './actor';
import type { TokenView } from './views';

/** An API token as its page lists it. */
export interface ApiTokenView extends Omit<TokenView, 'kind' | 'origins'> {
  scopes: Scope[];
  /** Whom it acts as; null: the team itself. */
  of: string | null;
  mine: boolean;
  expiresAt: number | null;
  /** To the nearest minutes. */
  lastUsedAt: number | null;
  /** Revoked, or past its time. */
  ended: boolean;
}

export interface ApiTokensView {
  team: { slug: string; name: string };
  role: Role;
  /** Those in use first, newest first. */
  tokens: ApiTokenView[];
}

/** Where an app's badge is; null until somebody makes one. */
export interface BadgeView {
  path: string | null;
}

/** What a badge shows. */
export interface BadgeFacts {
  state: AppStateWord;
  code: string;
  multiple: number | null;
  /** What breaks first, in words; null where several may, or where it is a signal of the team's own. */
  first: string | null;
  /** Until a disk is at its limit (ms), where that is before load meets one. */
  diskLeftMs: number | null;
}
