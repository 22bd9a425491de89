/** What the verbs that ask a running Headroom are given, and what they answer. */
import type { parseArgs } from 'node:util';

export const OPTIONS = {
  json: { type: 'boolean' },
  'min-headroom': { type: 'string' },
  'min-days': { type: 'string' },
  multiple: { type: 'string' },
  load: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  prune: { type: 'boolean' },
  erase: { type: 'boolean' },
} as const;
export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

export interface Said {
  code: number;
  lines: string[];
  json: unknown;
}

/** What tenants wrote moves no cursor and changes no colour of the terminal. */
export const plain = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, '\ufffd');
