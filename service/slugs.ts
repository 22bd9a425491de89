/** Names as they stand in addresses. */
import { randomBytes } from 'node:crypto';

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

/** "Checkout (EU)" → "checkout-eu"; a taken or reserved one gets four random characters. */
export async function freeSlug(name: string, taken: (slug: string) => Promise<boolean>): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const base = plain || 'app';
  if (!isReserved(base) && !(await taken(base))) return base;
  for (;;) {
    const slug = `${base}-${randomBytes(2).toString('hex')}`;
    if (!(await taken(slug))) return slug;
  }
}
