/** An event in words: a title and a sentence, plain text with what tenants wrote in it; each channel escapes as it must. */
import { type CrossingFacts, DAY_MS } from '@/advisor/types';
import { crossingSentence, worstSentence } from '@/advisor/words/crossing';
import { formatDay, formatSince } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { asSentence, itsOrTheir } from '@/advisor/words/names';
import { signalTitle } from '@/advisor/words/signals';
import type { SignalDefinition } from '@/catalogue/types';
import type { NearDate } from './date-near';
import type { OutboxKind } from './outbox';

export interface TellableEvent {
  id: bigint;
  key: string;
  kind: OutboxKind;
  createdAt: number;
  payload: Record<string, unknown>;
  app: { slug: string; name: string } | null;
  definitions: readonly SignalDefinition[];
}

export interface EventWords {
  title: string;
  text: string;
  /** Path of the page that shows more. */
  path: string;
}

export function eventWords(event: TellableEvent, zone: string): EventWords {
  const name = short(event.app?.name ?? 'Headroom');
  const { title, text, path } = said(event, { nowAt: event.createdAt, zone });
  return { title: `${name}: ${clean(title)}`, text: asSentence(clean(text)), path };
}

/** One line, whatever a tenant wrote: no line breaks, no control characters, no marks that turn the text around. */
export function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

const SHORT = 80;

/** A name for a title, which would be cut off before it says what happened if it came after a very long one. */
export function short(name: string): string {
  const signs = [...clean(name)];
  return signs.length > SHORT
    ? `${signs
        .slice(0, SHORT - 1)
        .join('')
        .trimEnd()}…`
    : signs.join('');
}

function said(event: TellableEvent, wording: { nowAt: number; zone: string }): EventWords {
  const { kind, payload, definitions } = event;
  const base = `/apps/${event.app?.slug ?? ''}`;
  if (kind === 'date.near') {
    const { likelyAt, leadDays, signal, disk } = payload as unknown as NearDate & { signal?: string; disk?: string };
    const what = signal === undefined ? 'its first limit is' : `${disk ?? signalTitle(signal)} is at its limit`;
    return {
      title: `${what} about ${formatDay(likelyAt, 'UTC', wording.nowAt)}`,
      text: `That is ${formatCount(Math.max(0, Math.round((likelyAt - wording.nowAt) / DAY_MS)), 'day')} away, nearer than the ${formatCount(leadDays, 'day')} that its open steps need`,
      path: `${base}/checklist`,
    };
  }
  if (kind === 'evidence.withdrawn') {
    const title = `“${String(payload.title)}” is open again`;
    return { title, text: 'Telemetry no longer shows that this step is done', path: `${base}/checklist` };
  }
  if (kind === 'report.ready')
    return { title: 'a report is ready', text: String(payload.text ?? ''), path: `/reports/${String(payload.report)}` };
  const crossing = payload as unknown as CrossingFacts;
  const signal = signalTitle(crossing.signal);
  const its = itsOrTheir(crossing.signal);
  const path = `${base}/crossings`;
  const worst = worstSentence(crossing, definitions, wording);
  switch (kind) {
    case 'crossing.opened':
      return { title: `${signal} past ${its} limit`, text: `${crossingSentence(crossing, wording)}, ${worst}`, path };
    case 'crossing.closed': {
      const title = crossing.state === 'unknown' ? `${signal}: no longer judged` : `${signal} back within ${its} limit`;
      return { title, text: `${crossingSentence(crossing, wording)}, ${worst}`, path };
    }
    case 'crossing.no-data': {
      const since = formatSince(crossing.unknownSinceAt ?? wording.nowAt, wording.nowAt, wording.zone);
      const text = `Nothing has come since ${since}; whether it is still past its limit is unknown`;
      return { title: `${signal}: no data`, text, path };
    }
    case 'crossing.withdrawn':
      return {
        title: `${signal}: not past ${its} limit after all`,
        text: 'Late data show that what was told did not happen',
        path,
      };
  }
}
