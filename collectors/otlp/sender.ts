/** Who sends, whatever the transport: the token and the address of a request. */
import type { IncomingHttpHeaders } from 'node:http';
import { senderAddress } from '@/config/sender-address';
import type { TokenApp } from '@/service/ingest';

export interface Sender {
  /** Null until the token is known. */
  app: TokenApp | null;
  /** Worked out when asked for: whose request is kept, nobody asks. */
  readonly address: string;
}

/** The token of a request, or null. Some SDKs pass a URL-encoded header on as it is: "Bearer%20TOKEN". */
export function tokenOf(headers: IncomingHttpHeaders): string | null {
  const own = headers['x-headroom-token'];
  if (typeof own === 'string' && own !== '') return own.trim();
  const header = headers.authorization ?? '';
  if (/^Basic\s/i.test(header)) return passwordOf(header);
  if (!/^Bearer(?:\s|%20)/i.test(header)) return null;
  // In steps: one expression for all of it takes time that grows with the square of the header.
  const token = header.slice('Bearer'.length).replaceAll('%20', ' ').trim();
  return token === '' || /\s/.test(token) ? null : token;
}

/** The password of Basic credentials is the token, for senders that know no other way; any user. */
function passwordOf(header: string): string | null {
  const credentials = Buffer.from(header.slice('Basic'.length).trim(), 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  return colon < 0 ? null : credentials.slice(colon + 1).trim() || null;
}

export function senderOf(
  socket: { remoteAddress?: string | undefined } | undefined,
  headers: IncomingHttpHeaders,
  proxies: readonly string[],
): Sender {
  let address: string | undefined;
  return {
    app: null,
    get address() {
      const told = { peer: socket?.remoteAddress, forwardedFor: headers['x-forwarded-for'], proxies };
      address ??= senderAddress(told) ?? 'unknown';
      return address;
    },
  };
}
