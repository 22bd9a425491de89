/**
 * The app page's parts: its first line, next steps, signals, headroom and crossings.
 * May import the other components, types of service, catalogue and advisor, and advisor/words.
 * An app's view and a wording (now, zone) come in, markup goes out; actions are handed down by the page.
 */
export type { Wording } from '@/advisor/words/wording';
