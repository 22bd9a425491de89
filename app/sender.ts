/**
 * Who sent a request, for Next, which shows pages no socket: the address is written into a header of ours
 * as soon as a request's head is read, over whatever the sender wrote there.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { senderAddress } from '@/config/sender-address';

const HEADER = 'x-headroom-sender';

declare global {
  /** Set in a process in which senders are named. */
  var headroomSendersNamed: boolean | undefined;
}

/** @param proxies addresses whose X-Forwarded-For is believed, beside loopback */
export function nameSenders(proxies: readonly string[]): void {
  if (globalThis.headroomSendersNamed) return;
  globalThis.headroomSendersNamed = true;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const forwardedFor = request.headers['x-forwarded-for'];
    request.headers[HEADER] = senderAddress({ peer: request.socket.remoteAddress, forwardedFor, proxies }) ?? '';
  });
}

/** The sender's address; null where nobody named it, for then the header is the sender's own word. */
export function senderOf(headers: Pick<Headers, 'get'>): string | null {
  return (globalThis.headroomSendersNamed && headers.get(HEADER)) || null;
}
