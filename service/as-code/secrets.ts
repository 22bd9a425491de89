/** Secrets of channels: named in a file as env:NAME, sent beside it, kept encrypted, and never in an answer. */
import { checkedUrl } from '../entered-address';
import { invalid, isServiceError } from '../errors';
import { type GivenSecret, heldBy, isIntegrationKey, isSigningKey } from '../notifications/channel-parts';
import type { Change } from './compare';
import type { Document } from './document';
import type { TeamRead } from './read';

/**
 * Looks each address up, which must not happen while the team is locked.
 * @throws ServiceError `invalid` that names the variable
 */
export async function givenSecrets(
  { channels }: Document,
  values: Readonly<Record<string, string>>,
): Promise<Map<string, GivenSecret>> {
  const found = new Map<string, GivenSecret>();
  for (const [name, { kind, url, key }] of Object.entries(channels)) {
    const [address, held] = [givenFor(url, values), givenFor(key, values)];
    if (held !== undefined && !(kind === 'webhook' ? isSigningKey(held) : isIntegrationKey(held)))
      throw invalid(nameOf(key), `${nameOf(key)} is no key of a ${kind} channel.`, 'Set another value, or none.');
    const looked = address === undefined ? undefined : await checked(nameOf(url), address);
    found.set(name, {
      ...(looked === undefined ? {} : { url: looked }),
      ...(held === undefined ? {} : { key: held }),
    });
  }
  return found;
}

async function checked(variable: string, address: string): Promise<string> {
  try {
    return await checkedUrl(address);
  } catch (error) {
    throw isServiceError(error) ? invalid(variable, `${variable}: ${error.message}`, error.fix) : error;
  }
}

const nameOf = (reference: string | undefined) => reference?.slice('env:'.length) ?? '';
const givenFor = (reference: string | undefined, values: Readonly<Record<string, string>>) =>
  reference !== undefined && Object.hasOwn(values, nameOf(reference))
    ? values[nameOf(reference)]?.trim() || undefined
    : undefined;

/** Addresses and keys that are others than those kept: told without either. */
export function secretChanges(file: Document, read: TeamRead, given: Map<string, GivenSecret>): Change[] {
  return Object.entries(file.channels).flatMap(([name, entry]) => {
    const row = read.channels.get(name);
    if (!row) return [];
    const now = heldBy(row);
    const parts = ['url', 'key'] as const;
    return parts
      .filter((part) => given.get(name)?.[part] !== undefined && given.get(name)?.[part] !== now?.[part])
      .map((part): Change => {
        const before = now?.[part] === undefined ? 'none' : 'as it is';
        return { op: 'change', path: ['channels', name, part], before, after: entry[part] };
      });
  });
}
