/** What the page of a team's notifications is handed. */
export type ChannelKind = 'email' | 'slack' | 'webhook' | 'pagerduty';

export interface ChannelView {
  id: string;
  kind: ChannelKind;
  name: string;
  /** Addresses of people, or the host of an address; never the address itself. */
  target: string;
  /** incomplete: its address or key was never entered here; nothing is sent. */
  state: 'on' | 'paused' | 'incomplete';
  events: string[];
  /** Minutes of the day. */
  quietFrom: number | null;
  quietTo: number | null;
}

export interface MessageView {
  id: number;
  channel: string;
  state: 'waiting' | 'sent' | 'failed';
  test: boolean;
  events: number;
  attempts: number;
  error: string | null;
  createdAt: number;
  /** Next try; null when it is over. */
  dueAt: number | null;
}

export interface NotificationsView {
  team: { slug: string; name: string; zone: string };
  role: 'viewer' | 'editor' | 'manager' | 'admin';
  /** Whether this installation sends e-mail. */
  sendsMail: boolean;
  channels: ChannelView[];
  /** What the asking person gets by e-mail themselves; quiet hours in `zone`, or the team's. */
  mine: { events: string[]; quietFrom: number | null; quietTo: number | null; zone: string | null };
  /** Newest first. */
  messages: MessageView[];
}
