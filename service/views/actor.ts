/** Who asks, and what they may be. */
export type Role = 'viewer' | 'editor' | 'manager' | 'admin';
/** What an API token may be for; service/scopes.ts says which verbs that is. */
export type Scope = 'read' | 'write' | 'deploy' | 'manage' | 'people' | 'admin';

/** What an API token narrows its actor to: one team, and the verbs of its scopes. */
export interface Grant {
  tokenId: number;
  teamId: number;
  scopes: Scope[];
}

/** Who asks. Every service function takes one; the check happens there, once. */
export type Actor =
  | {
      kind: 'user';
      userId: number;
      sessionId: string;
      email: string;
      operator: boolean;
      address: string | null;
      /** Set where they come with an API token instead of a session. */
      grant?: Grant;
    }
  /** A team's own API token. */
  | { kind: 'team'; label: string; role: Role; address: string | null; grant: Grant }
  | { kind: 'system'; name: 'worker' | 'host' };
