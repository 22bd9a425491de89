/**
 * Whose address a request counts for. X-Forwarded-For is the sender's own words unless a proxy of ours wrote
 * its end, so it is read only when the peer is this machine or a proxy that the installation names.
 */

export interface Sender {
  /** The socket's other end. */
  peer: string | null | undefined;
  /** The header X-Forwarded-For. */
  forwardedFor: string | string[] | null | undefined;
  /** HEADROOM_TRUSTED_PROXIES. */
  proxies: readonly string[];
}

/** The address of who asked: the peer, or the last entry that a trusted proxy did not write about another one. */
export function senderAddress({ peer, forwardedFor, proxies }: Sender): string | null {
  const trusted = (address: string) => isLoopback(address) || proxies.includes(address);
  const hops = [forwardedFor ?? []].flat().join(',').split(',').map(plainAddress).filter(Boolean);
  let address = plainAddress(peer ?? '');
  while (hops.length > 0 && trusted(address)) address = hops.pop() as string;
  return address.slice(0, 64) || null;
}

/** One customer's IPv6 addresses: the first 64 bits; there are more of the rest than anybody could count. */
export function neighbourhood(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const front = head.split(':').filter(Boolean);
  const back = (tail ?? '').split(':').filter(Boolean);
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  const groups = [...front, ...middle, ...back].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

function isLoopback(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';
}

/** Without a port, brackets, a zone or IPv4's IPv6 spelling: "[2001:db8::1]:443", "::ffff:192.0.2.1". */
function plainAddress(text: string): string {
  const trimmed = text.trim().toLowerCase();
  const bare = /^\[([^\]]*)\]/.exec(trimmed)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  return bare.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
}
