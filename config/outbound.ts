/**
 * The one way out to an address that a person entered. Every address that its name resolves to is checked,
 * and the connection goes to one of the checked ones: a name that changes its mind in between gains nothing.
 * Redirects are not followed; time and size are bounded however slowly or cleverly the other side answers.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { createGunzip } from 'node:zlib';
import { type AllowedTargets, checkAddress, hostOf, TargetRefused } from './allowed-targets';

export interface OutboundRequest {
  url: URL;
  headers: Record<string, string>;
  /** For everything: finding the name, connecting, and the last byte. */
  timeoutMs: number;
  /** Of the answer, as sent and unzipped, each. */
  mostBytes: number;
  /** Called with the bytes that each further piece takes; false: there is no room for it. */
  hold?: (bytes: number) => boolean;
}

export interface OutboundReply {
  status: number;
  headers: IncomingMessage['headers'];
  /** Unzipped. */
  body: Buffer;
}

/** Why there was no answer: a sentence for whoever entered the address. Holds nothing of what was answered. */
export class OutboundError extends Error {
  override name = 'OutboundError';
}

/** The addresses of a name, as the system finds them. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

export interface Outbound {
  /** GET. @throws TargetRefused, OutboundError */
  get(request: OutboundRequest): Promise<OutboundReply>;
  /** POST, over a connection of its own and once: a second try is the caller's to decide. @throws as `get` */
  post(request: OutboundRequest, body: string): Promise<OutboundReply>;
  /** Whether a name leads only to where Headroom may go; a name that is not found now may be found later. @throws TargetRefused */
  check(url: URL): Promise<void>;
  /** Ends the connections that are kept open for the next request. */
  close(): void;
}

export function outbound(allowed: AllowedTargets, resolve: Resolve = systemResolve): Outbound {
  const kept = { keepAlive: true, maxFreeSockets: 64, timeout: 120_000 };
  const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) };
  const lookup = checkedLookup(allowed, resolve);
  return {
    get: (request) => {
      const means = { allowed, lookup, agents };
      return exchange(request, means).catch((error) => {
        if (error instanceof StaleConnection) return exchange(request, means);
        throw error;
      });
    },
    post: (request, body) => exchange(request, { allowed, lookup, agents }, body),
    async check(url) {
      await checkedAddresses(hostOf(url), allowed, (host) => resolve(host).catch(() => []));
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** Every address of a host, each of them checked. @throws TargetRefused, or what `resolve` throws */
export async function checkedAddresses(host: string, allowed: AllowedTargets, resolve = systemResolve) {
  const found = isIP(host) ? [{ address: host }] : await resolve(host);
  for (const { address } of found) checkAddress(address, host, allowed);
  return found.map(({ address }) => address);
}

const systemResolve: Resolve = (host) => systemLookup(host, { all: true });

/** For clients that connect on their own: names lead to checked addresses only. Literal addresses they never look up. */
export function checkedLookup(allowed: AllowedTargets, resolve: Resolve = systemResolve): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (found) => {
        try {
          for (const { address } of found) checkAddress(address, host, allowed);
        } catch (refusal) {
          return done(refusal as Error, []);
        }
        const [first] = found;
        if (!first) return done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
        return options.all ? done(null, found) : done(null, first.address, first.family);
      },
      (error) => done(error, []),
    );
  };
}

/** A connection that was kept open had been closed meanwhile: nothing was asked yet, so it is asked again. */
class StaleConnection extends Error {}

interface Means {
  allowed: AllowedTargets;
  lookup: LookupFunction;
  agents: { 'http:': HttpAgent; 'https:': HttpsAgent };
}

function exchange(given: OutboundRequest, means: Means, body?: string): Promise<OutboundReply> {
  const { url, headers, timeoutMs } = given;
  return new Promise((resolve, reject) => {
    const host = hostOf(url);
    // A literal address is never looked up, so it is checked here.
    if (isIP(host)) checkAddress(host, host, means.allowed);
    const isHttps = url.protocol === 'https:';
    const options = {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'accept-encoding': 'gzip', ...headers },
      lookup: means.lookup,
    };
    const sending = isHttps
      ? overHttps(url, { ...options, agent: body === undefined && means.agents['https:'] })
      : overHttp(url, { ...options, agent: body === undefined && means.agents['http:'] });
    const timer = setTimeout(() => fail(new OutboundError(`No answer within ${timeoutMs / 1000} s.`)), timeoutMs);
    const fail = (error: unknown) => {
      clearTimeout(timer);
      const isStale = sending.reusedSocket && (error as { code?: string }).code === 'ECONNRESET' && !answered;
      reject(isStale ? new StaleConnection() : inWords(error, host));
      sending.destroy();
    };
    sending.on('error', fail);
    sending.on('socket', (socket) => watchSocket(socket, host, means.allowed, fail));
    let answered = false;
    sending.on('response', (response) => {
      answered = true;
      readReply(response, given).then((body) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, fail);
    });
    sending.end(body);
  });
}

/** Belt and braces: whom the socket is connected to is looked at once more before anything of the answer counts. */
function watchSocket(socket: Socket, host: string, allowed: AllowedTargets, fail: (error: unknown) => void): void {
  const check = () => {
    try {
      checkAddress(socket.remoteAddress ?? '', host, allowed);
    } catch (refusal) {
      fail(refusal);
    }
  };
  if (socket.connecting) socket.once('connect', check);
  else check();
}

async function readReply(response: IncomingMessage, { mostBytes, hold }: OutboundRequest): Promise<Buffer> {
  const coding = response.headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity' && coding !== 'gzip')
    throw new OutboundError('The answer has a content-encoding that was not asked for.');
  const chunks: Buffer[] = [];
  const sent = counted(mostBytes);
  const taken = counted(mostBytes);
  const plain: AsyncIterable<Buffer> = coding === 'gzip' ? unzipped(response, sent) : response;
  for await (const chunk of plain) {
    taken(chunk);
    if (hold && !hold(chunk.length)) throw new OutboundError('This collector holds too much now; it will try again.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Adds up what passes; throws beyond the limit. */
function counted(mostBytes: number): (chunk: Buffer) => void {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new OutboundError(`The answer is larger than ${mostBytes / 1024 / 1024} MiB.`);
  };
}

/** A few kilobytes are unzipped at a time, so that a bomb is noticed when it passes the limit, not after it. */
function unzipped(response: IncomingMessage, sent: (chunk: Buffer) => void): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  response.on('data', (chunk: Buffer) => {
    try {
      sent(chunk);
    } catch (error) {
      gunzip.destroy(error as Error);
    }
  });
  response.on('error', (error) => gunzip.destroy(error));
  return response.pipe(gunzip);
}

const words: Record<string, string> = {
  ENOTFOUND: 'This name is not found.',
  EAI_AGAIN: 'This name is not found now.',
  ECONNREFUSED: 'Nothing listens there: is it running, and on this port?',
  ECONNRESET: 'It closed the connection in the middle of its answer.',
  EPIPE: 'It closed the connection.',
  EHOSTUNREACH: 'There is no way to this address.',
  ENETUNREACH: 'There is no way to this address.',
  ETIMEDOUT: 'It does not answer.',
  EPROTO: 'It does not speak TLS on this port: try http.',
  Z_DATA_ERROR: 'The gzip of its answer is broken.',
  Z_BUF_ERROR: 'The gzip of its answer is cut off.',
};

function inWords(error: unknown, host: string): Error {
  if (error instanceof TargetRefused || error instanceof OutboundError) return error;
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  const name = code ?? errors?.[0]?.code ?? '';
  if (Object.hasOwn(words, name)) return new OutboundError(words[name]);
  if (name.startsWith('HPE_')) return new OutboundError('It does not speak HTTP on this port.');
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(name))
    return new OutboundError(`The TLS certificate of ${host} is not trusted (${name}).`);
  return new OutboundError(`There was no answer${name ? ` (${name})` : ''}.`);
}
