/** What the pages about people are handed: members, invitations, the viewer's own account. */
import type { Role } from './views';

export interface TeamView {
  team: { slug: string; name: string; zone: string };
  /** The team's calendar, in order. */
  holidays: HolidayView[];
  you: { userId: number; role: Role };
  /** Admins first, then by name. */
  members: MemberView[];
  /** Open ones, newest first; null for those who may not invite. */
  invitations: InvitationView[] | null;
}

/** Days as YYYY-MM-DD, both included. */
export interface HolidayView {
  name: string;
  from: string;
  to: string;
  yearly: boolean;
}

export interface MemberView {
  userId: number;
  email: string;
  name: string | null;
  role: Role;
  /** The team would have no admin without them. */
  lastAdmin: boolean;
  /** Their newest use of a session, to the nearest minutes; null: none in 30 days. */
  lastUsedAt: number | null;
}

export interface InvitationView {
  id: number;
  role: Role;
  /** The only address that may use it. */
  email: string | null;
  invitedBy: string | null;
  createdAt: number;
  expiresAt: number;
}

/** What the page of an invitation shows, without using it up. */
export type InvitationState =
  | { state: 'open'; team: string; role: Role; email: string | null; invitedBy: string | null; expiresAt: number }
  | { state: 'used' | 'expired' | 'withdrawn' | 'unknown' };

export interface AccountView {
  email: string;
  name: string | null;
  operator: boolean;
  hasPassword: boolean;
  /** Providers that this account signs in with. */
  identities: IdentityView[];
  /** Providers of the settings that it does not sign in with. */
  untied: { id: string; name: string }[];
  /** Signed-in browsers, this one first, then the newest use. */
  sessions: SessionView[];
}

export interface IdentityView {
  /** An issuer's address, or `github`. */
  provider: string;
  /** `oidc`, `google`, `github`; null of one that is no longer set. */
  providerId: string | null;
  name: string;
  subject: string;
  email: string;
  createdAt: number;
  /** Without it nothing would let them in. */
  lastWayIn: boolean;
}

export interface SessionView {
  id: string;
  here: boolean;
  createdAt: number;
  /** To the nearest minutes. */
  lastUsedAt: number | null;
  expiresAt: number;
  address: string | null;
  /** As the browser calls itself; not to be trusted. */
  userAgent: string | null;
}

export interface AuditView {
  team: { slug: string; name: string };
  /** Newest first. */
  entries: AuditLine[];
  /** Give it as `before` for the next older ones; null: these are the oldest. */
  next: number | null;
  /** What may be filtered by: people and apps that occur. */
  actions: string[];
}

export interface AuditLine {
  id: number;
  at: number;
  /** An e-mail, `system:worker`, `host:…`. */
  who: string;
  action: string;
  app: string | null;
  details: Record<string, unknown>;
  address: string | null;
}
