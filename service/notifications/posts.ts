/** What is posted to Slack-compatible, generic and PagerDuty-compatible receivers. Pure: events in, requests out. */
import { createHmac } from 'node:crypto';
import type { EventWords, TellableEvent } from './words';

export interface Told extends EventWords {
  event: TellableEvent;
  /** Of the page that shows more. */
  url: string;
}

export interface Post {
  body: string;
  headers: Record<string, string>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const json = (value: unknown): Post => ({ body: JSON.stringify(value), headers: { ...JSON_TYPE } });

/** Discord refuses more than 2,000 for good, Rocket.Chat more than 5,000; what does not fit is counted. */
const MOST_SIGNS = 1_900;

/**
 * Slack, Mattermost, Rocket.Chat, Discord's /slack: all read `text`.
 * @param more `home` is the address of the team's overview
 */
export function slackPost(told: Told[], more: { team: string; test: boolean; home: string }): Post {
  const text = more.test ? `A test from Headroom: team ${plain(more.team)} can be told here.` : lines(told, more.home);
  return json({ text, unfurl_links: false, unfurl_media: false });
}

function lines(told: Told[], home: string): string {
  const more = (count: number) => `\n• and ${count} more <${home}|Open>`;
  let said = '';
  for (const [i, { title, text, url }] of told.entries()) {
    const [head, open] = [`• *${plain(title)}*`, ` <${url}|Open>`];
    const line = `${head}\n${plain(text)}${open}`;
    // The first has its title at least.
    if (said === '') said = line.length <= MOST_SIGNS ? line : `${head}${open}`;
    else if (said.length + line.length + more(told.length).length < MOST_SIGNS) said += `\n${line}`;
    else return said + more(told.length - i);
  }
  return said;
}

/**
 * What tenants wrote, without effect: Slack's three escapes, and a word joiner (U+2060) behind what starts
 * emphasis, links or mentions in Slack's and Mattermost's markdown.
 */
function plain(text: string): string {
  return text
    .replace(/[*_~`@#![\]\\|]/g, (mark) => `${mark}\u2060`)
    .replace(/:\/\//g, ':\u2060//')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** JSON, signed as standardwebhooks.com says: HMAC-SHA256 of "id.timestamp.body" under the channel's key. */
export function webhookPost(
  told: Told[],
  more: { id: string; team: { slug: string; name: string }; test: boolean; key: string; nowAt: number },
): Post {
  const { id, team, test, key, nowAt } = more;
  const events = told.map(({ event, title, text, url }) => ({
    key: event.key,
    kind: event.kind,
    at: new Date(event.createdAt).toISOString(),
    app: event.app,
    title,
    text,
    url,
    data: event.payload,
  }));
  const body = JSON.stringify({ version: 1, id, team, test, events });
  const timestamp = String(Math.floor(nowAt / 1000));
  const signature = createHmac('sha256', Buffer.from(key.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    body,
    headers: {
      ...JSON_TYPE,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  };
}

/** Events API v2. A crossing is one incident: opened triggers it, closed or withdrawn resolves it. */
export function pagerdutyPosts(told: Told[], more: { key: string; source: string; test: boolean }): Post[] {
  const client = { client: 'Headroom', client_url: more.source };
  const enqueue = (action: string, dedup: string, rest: object) =>
    json({ routing_key: more.key, event_action: action, dedup_key: `${new URL(more.source).host}/${dedup}`, ...rest });
  if (more.test) {
    const payload = { summary: 'A test from Headroom', source: more.source, severity: 'info' };
    return [enqueue('trigger', 'test', { payload, ...client }), enqueue('resolve', 'test', {})];
  }
  return told.map(({ event, title, text, url }) => {
    const dedup = event.key.split(':').slice(0, 2).join(':');
    if (event.kind === 'crossing.closed' || event.kind === 'crossing.withdrawn') return enqueue('resolve', dedup, {});
    const payload = {
      summary: `${title}. ${text}`.slice(0, 1024),
      source: event.app?.slug ?? 'headroom',
      severity: event.kind === 'crossing.opened' ? 'error' : 'warning',
      timestamp: new Date(event.createdAt).toISOString(),
      custom_details: event.payload,
    };
    return enqueue('trigger', dedup, { payload, links: [{ href: url, text: 'Open in Headroom' }], ...client });
  });
}
