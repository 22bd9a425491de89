/**
 * Signing in by a provider: whoever it knows us by already, else by an address that it has verified. An account is
 * made for an invited address or one of the listed domains only.
 */
import type { SignInProvider } from '@/config/sign-in-settings';
import { audit, type Transaction } from '../audit';
import { resources } from '../resources';
import type { Claims } from './claims';
import { acceptAll } from './join';
import { keptAs } from './providers';
import { auditSignIn, type Browser, forgetSessionsOf, openSession, signingIn } from './sessions';
import { emailInput, type SignedIn } from './sign-in';
import { vouch } from './vouch';

/** Why somebody is not let in; the sign-in page has the words. */
export type Refusal = 'unverified' | 'not-invited';

export class SignInRefused extends Error {
  override name = 'SignInRefused';
  constructor(readonly reason: Refusal) {
    super(reason);
  }
}

interface Given {
  provider: SignInProvider;
  claims: Claims;
  browser: Browser;
  /** The secret of an invitation that they came with. */
  link: string | null;
}

interface Person {
  id: bigint;
  email: string;
}

/** @throws SignInRefused */
export async function signInByProvider(given: Given): Promise<SignedIn> {
  try {
    return await enter(given);
  } catch (error) {
    // Two browsers of one person at the same moment: the second finds what the first has made.
    if ((error as { code?: string }).code === 'P2002') return enter(given);
    throw error;
  }
}

async function enter(given: Given): Promise<SignedIn> {
  const { provider, claims, browser } = given;
  const who = { provider: keptAs(provider), subject: claims.subject };
  const signedIn = await resources().prisma.$transaction(async (tx) => {
    const known = await tx.identity.findUnique({ where: { provider_subject: who }, include: { user: true } });
    const person = known?.user ?? (await link(tx, given));
    await auditSignIn(tx, person, provider.name, browser);
    const sessionId = await openSession(tx, person.id, browser);
    return { sessionId, userId: Number(person.id), email: person.email };
  });
  forgetSessionsOf(signedIn.userId);
  return signedIn;
}

/** Ties the provider's person to the account of the address, which is made if they may have one. */
async function link(tx: Transaction, given: Given): Promise<Person> {
  const { provider, claims } = given;
  const email = claims.verified ? emailInput.safeParse(claims.email) : null;
  if (!email?.success) throw new SignInRefused('unverified');
  const found = await tx.user.findUnique({ where: { email: email.data } });
  const person = found ?? (await newPerson(tx, given, email.data));
  const actor = signingIn(person, given.browser);
  if (found) await vouch(tx, actor, provider.name);
  const kept = keptAs(provider);
  const createdAt = new Date(resources().now());
  await tx.identity.create({
    data: { provider: kept, subject: claims.subject, userId: person.id, email: email.data, createdAt },
  });
  await audit(tx, { actor, action: 'linkIdentity', details: { provider: kept, email: email.data } });
  return person;
}

async function newPerson(tx: Transaction, { claims, browser, link }: Given, email: string): Promise<Person> {
  const at = new Date(resources().now());
  const person = await tx.user.create({ data: { email, name: claims.name, vouchedAt: at, createdAt: at } });
  const team = await acceptAll(tx, { actor: signingIn(person, browser), link });
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (team === null && !resources().signIn().signInDomains.includes(domain)) throw new SignInRefused('not-invited');
  return person;
}
