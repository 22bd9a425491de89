/** Names as they stand in addresses. */
import { randomBytes } from 'node:crypto';
import type { Transaction } from '../audit';

/** Addresses of ours that no app or team may take. */
const RESERVED = new Set([
  'new',
  'api',
  'status',
  'sign-in',
  'reports',
  'shared',
  'settings',
  'team',
  'teams',
  'roadmaps',
]);

/** Whether the address is one of our own. */
export const isReserved = (slug: string): boolean => RESERVED.has(slug);

/** Latin letters that are no letter with a mark. */
const LATIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * "Checkout (EU)" → "checkout-eu"; a taken or reserved one gets four random characters, and so does a name of which
 * few letters can stand in an address: "متجر" → "app-3f2a".
 */
export async function freeSlug(
  name: string,
  taken: (slug: string) => Promise<boolean>,
  kind: 'app' | 'team' = 'app',
): Promise<string> {
  const plain = plainOf(name);
  if (plain !== null && !isReserved(plain) && !(await taken(plain))) return plain;
  for (;;) {
    const slug = `${plain ?? kind}-${randomBytes(2).toString('hex')}`;
    if (!(await taken(slug))) return slug;
  }
}

/** Two that choose an address at one moment take turns, until the transaction of the first ends. */
export async function inTurn(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('headroom addresses'))`;
}

function plainOf(name: string): string | null {
  const plain = name
    .toLowerCase()
    .replace(/[^\0-\x7f]/gu, (letter) => LATIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  // "متجر (EU)": what is left of it says too little.
  const letters = name.match(/\p{L}/gu)?.length ?? 0;
  const kept = plain.match(/[a-z]/g)?.length ?? 0;
  return plain === '' || kept * 2 < Math.min(letters, 60) ? null : plain;
}
