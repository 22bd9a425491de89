/** One message over its channel, once: what is said, to whom, and what came of it. */
import { TargetRefused } from '@/config/allowed-targets';
import { DecryptionError } from '@/config/encryption';
import { OutboundError, type OutboundReply, outbound } from '@/config/outbound';
import { resources } from '../resources';
import { openSecret } from './channel-secret';
import { sendMail } from './mail';
import { mailBody } from './mail-body';
import { type Outcome, sent } from './outcome';
import { type Post, pagerdutyPosts, slackPost, type Told, webhookPost } from './posts';
import { eventWords, type TellableEvent } from './words';

export interface Message {
  /** The same for each try: receivers can tell a repetition by it. */
  id: string;
  test: boolean;
  channel: { id: string; teamId: bigint; kind: string; secret: Uint8Array | null };
  /** Of e-mail. */
  to: string[];
  team: { slug: string; name: string; zone: string };
  events: TellableEvent[];
}

const TIMEOUT_MS = 10_000;
/** All requests of one message; shorter than its lease. */
const MESSAGE_MS = 40_000;
const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_WAIT_MS = 3_600_000;

export async function transmit(message: Message, nowAt: number): Promise<Outcome> {
  const { channel, team, test, events } = message;
  const { url: home } = resources().mail();
  const told: Told[] = events.map((event) => {
    const words = eventWords(event, team.zone);
    return { ...words, event, url: `${home}${words.path}` };
  });
  if (channel.kind === 'email') {
    if (message.to.length === 0) return { code: 'failed', error: 'Nobody is left to send it to.' };
    const settingsUrl = `${home}/teams/${team.slug}/notifications`;
    const messageId = `<${message.id}@${new URL(home).hostname}>`;
    return sendMail({ to: message.to, messageId, ...mailBody(told, { team: team.name, test, settingsUrl }) });
  }
  try {
    if (!channel.secret) return { code: 'failed', error: 'Its address is missing: enter the channel again.' };
    const { url, key = '' } = openSecret(channel.secret, channel);
    const more = { id: message.id, test, key, nowAt };
    switch (channel.kind) {
      case 'slack':
        return await postAll(url, [slackPost(told, { team: team.name, test, home: `${home}/?team=${team.slug}` })]);
      case 'webhook':
        return await postAll(url, [webhookPost(told, { ...more, team: { slug: team.slug, name: team.name } })]);
      case 'pagerduty':
        return await postAll(url, pagerdutyPosts(told, { ...more, source: home }));
      default:
        return { code: 'failed', error: `Channels of kind "${channel.kind}" are not known to this release.` };
    }
  } catch (error) {
    if (error instanceof TargetRefused) return { code: 'failed', error: `${error.message} ${error.fix}` };
    if (error instanceof DecryptionError)
      return { code: 'failed', error: 'Its address cannot be read with the encryption key of now: enter it again.' };
    if (error instanceof OutboundError) return { code: 'retry', error: error.message };
    throw error;
  }
}

async function postAll(url: string, posts: Post[]): Promise<Outcome> {
  const out = outbound(resources().installation().allowedTargets);
  const deadlineAt = performance.now() + MESSAGE_MS;
  try {
    for (const { body, headers } of posts) {
      const left = deadlineAt - performance.now();
      if (left <= 0) return { code: 'retry', error: 'It answers too slowly.' };
      const request = {
        url: new URL(url),
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'Headroom' },
        timeoutMs: Math.min(TIMEOUT_MS, left),
        mostBytes: MOST_ANSWER_BYTES,
      };
      const outcome = outcomeOf(await out.post(request, body));
      if (outcome.code !== 'sent') return outcome;
    }
    return sent;
  } finally {
    out.close();
  }
}

/** What the answer says stays unread: only its number counts. */
function outcomeOf({ status, headers }: OutboundReply): Outcome {
  if (status >= 200 && status < 300) return sent;
  if (status >= 300 && status < 400)
    return { code: 'failed', error: `It redirects (${status}), which is not followed: enter the address it leads to.` };
  const error = `It answers ${status}.`;
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) return { code: 'failed', error };
  const seconds = Number(headers['retry-after']);
  return seconds > 0
    ? { code: 'retry', error, afterMs: Math.min(MOST_WAIT_MS, seconds * 1000) }
    : { code: 'retry', error };
}
