/**
 * What Headroom may connect to when a person enters an address (a Prometheus target, a webhook): everything
 * public, and of the rest only what the operator opened in HEADROOM_ALLOWED_TARGETS. Otherwise whoever may
 * enter an address could read what only this machine or its cloud should reach.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Who may be connected to beside what is public. */
export interface AllowedTargets {
  ranges: { address: IpAddress; bits: number }[];
  /** Lower case; a leading dot stands for every name below it. */
  hosts: string[];
}

type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** An address that must not be connected to: a sentence, and what to do. */
export class TargetRefused extends Error {
  override name = 'TargetRefused';
  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

const kinds = {
  loopback: 'a loopback address',
  private: 'a private address',
  'link-local': 'a link-local address',
  'carrier-nat': 'an address behind a carrier’s NAT',
  metadata: 'a cloud metadata address',
  tunnel: 'an IPv6 tunnel address',
  reserved: 'a reserved address',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  unspecified: 'no address of one machine',
  public: 'a public address',
} as const;
export type AddressKind = keyof typeof kinds;

/** These name no single machine, so no setting opens them. */
const neverOpen = new Set<AddressKind>(['multicast', 'broadcast', 'unspecified']);

/** Where clouds hand out credentials to whoever asks from inside: open only by naming the very address. */
const metadataAddresses = new Set([
  '169.254.169.254', // AWS, Google, Azure, DigitalOcean, Oracle, OpenStack, Hetzner
  '169.254.170.2', // AWS ECS
  '169.254.170.23', // AWS EKS
  '168.63.129.16', // Azure's wire server, which lies in a public range
  '100.100.100.200', // Alibaba
  '192.0.0.192', // Oracle
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // AWS EKS
  'fd20:ce::254', // Google
  'fd00:42::42', // Scaleway
]);

const kindOfRange: Record<string, AddressKind> = {
  unicast: 'public',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  deprecatedSiteLocal: 'private',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-nat',
  multicast: 'multicast',
  broadcast: 'broadcast',
  unspecified: 'unspecified',
  teredo: 'tunnel',
};

/** What an IP address is; of an IPv6 address that only wraps an IPv4 one, what the latter is. */
export function kindOfAddress(address: string): AddressKind {
  return kindOf(unwrapped(ipaddr.parse(address)));
}

function kindOf(address: IpAddress): AddressKind {
  if (metadataAddresses.has(address.toString())) return 'metadata';
  const kind = kindOfRange[address.range()] ?? 'reserved';
  // Outside of 2000::/3 nothing is handed out to anybody.
  if (kind === 'public' && address.kind() === 'ipv6' && (wordsOf(address)[0] as number) >> 13 !== 1) return 'reserved';
  return kind;
}

const wordsOf = (address: IpAddress) => (address as ipaddr.IPv6).parts;

/** The IPv4 address inside: mapped, compatible, translated (SIIT, NAT64) or 6to4. */
function unwrapped(address: IpAddress): IpAddress {
  if (address.kind() === 'ipv4') return address;
  const words = wordsOf(address);
  const begins = (...first: number[]) => first.every((word, i) => words[i] === word);
  const v4 = (high: number, low: number) => new ipaddr.IPv4([high >> 8, high & 255, low >> 8, low & 255]);
  const [w1, w2, w6, w7] = [words[1], words[2], words[6], words[7]] as [number, number, number, number];
  if (begins(0x2002)) return v4(w1, w2);
  const wraps =
    begins(0, 0, 0, 0, 0, 0xffff) ||
    begins(0, 0, 0, 0, 0xffff, 0) ||
    begins(0x64, 0xff9b, 0, 0, 0, 0) ||
    (begins(0, 0, 0, 0, 0, 0) && (w6 > 0 || w7 > 1));
  return wraps ? v4(w6, w7) : address;
}

/**
 * Refuses an address that must not be connected to; `host` is what the person entered.
 * @throws TargetRefused
 */
export function checkAddress(address: string, host: string, allowed: AllowedTargets): void {
  const given = ipaddr.isValid(address) ? unwrapped(ipaddr.parse(address)) : null;
  const kind = given ? kindOf(given) : 'reserved';
  if (kind === 'public') return;
  if (given && !neverOpen.has(kind) && isOpened(given, kind, host, allowed)) return;
  // Of a name only the kind: whoever may enter one should not read the network's map.
  const what = host === address ? `${address} is ${kinds[kind]}` : `${host} leads to ${kinds[kind]}`;
  const fix = neverOpen.has(kind)
    ? 'Enter the address of one machine.'
    : 'Ask your operator to allow it in HEADROOM_ALLOWED_TARGETS.';
  throw new TargetRefused(`${what}.`, fix);
}

function isOpened(address: IpAddress, kind: AddressKind, host: string, { ranges, hosts }: AllowedTargets): boolean {
  const whole = address.kind() === 'ipv4' ? 32 : 128;
  const inRange = ranges.some(
    ({ address: base, bits }) =>
      base.kind() === address.kind() && (kind !== 'metadata' || bits === whole) && address.match(base as never, bits),
  );
  if (inRange) return true;
  const name = nameOf(host);
  return kind !== 'metadata' && hosts.some((open) => (open.startsWith('.') ? name.endsWith(open) : name === open));
}

/** A host name as rules compare it: lower case, without the dot of its root. */
const nameOf = (host: string) => host.toLowerCase().replace(/\.$/, '');

/**
 * Reads HEADROOM_ALLOWED_TARGETS: addresses, ranges (10.0.0.0/8) and host names (also *.internal), with commas between.
 * @throws Error that names the first wrong entry
 */
export function parseAllowedTargets(text: string): AllowedTargets {
  const allowed: AllowedTargets = { ranges: [], hosts: [] };
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const bare = entry.replace(/^\[|\](?=$|\/)/g, '');
    if (isIP(bare)) {
      const address = unwrapped(ipaddr.parse(bare));
      allowed.ranges.push({ address, bits: address.kind() === 'ipv4' ? 32 : 128 });
    } else if (ipaddr.isValidCIDR(bare)) {
      const [address, bits] = ipaddr.parseCIDR(bare);
      allowed.ranges.push({ address, bits });
    } else if (/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(entry) && !/^[\d.]+$/.test(entry)) {
      allowed.hosts.push(nameOf(entry.replace(/^\*/, '')));
    } else throw new Error(`has "${entry}", which is neither an address, a range such as 10.0.0.0/8 nor a host name`);
  }
  return allowed;
}

/**
 * An address that a person entered, as far as it can be judged without asking anybody.
 * @throws TargetRefused
 */
export function parseTargetUrl(text: string, allowed: AllowedTargets): URL {
  if (!URL.canParse(text)) throw new TargetRefused('This is not an address.', 'Write it as http://host:9100/metrics.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TargetRefused('Only http and https are spoken here.', 'Write it as http://host:9100/metrics.');
  if (url.username !== '' || url.password !== '')
    throw new TargetRefused('The address holds a credential, which everybody here could read.', 'Enter it below.');
  url.hash = '';
  const host = hostOf(url);
  if (isIP(host)) checkAddress(host, host, allowed);
  return url;
}

/** The host of an address as `lookup` and `isIP` want it: IPv6 without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
