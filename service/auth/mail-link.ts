/**
 * A sign-in link by mail, for whoever says which address is theirs. The answer is the same and comes as fast whether
 * an account has the address or not: looking and sending begin after it.
 */
import { z } from 'zod';
import { mailIsSet } from '../configuration';
import { ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { sendMail } from '../notifications/mail';
import { resources } from '../resources';
import { budgetKey, countTries } from './attempts';
import type { Browser } from './sessions';
import { emailInput } from './sign-in';
import { LINK_MINUTES, makeMailedLink } from './sign-in-links';

/** Within 15 minutes. Budgets of their own: who asks for links for others locks nobody out of their password. */
const LINKS_PER_ACCOUNT = 3;
const LINKS_PER_ADDRESS = 20;

/**
 * @returns `sent` is over when the mail is handed in, or nothing was to be sent; it never throws, and nobody who
 * asks waits for it
 * @throws ServiceError `invalid` (no e-mail address), `too-many`, `unavailable` (no mail server)
 */
export async function mailSignInLink(given: unknown, browser: Browser): Promise<{ sent: Promise<void> }> {
  if (!mailIsSet())
    throw new ServiceError({ code: 'unavailable', message: 'No e-mail is sent here.', fix: 'Ask your operator.' });
  const { email } = parse(emailField, { email: given });
  const { address } = browser;
  const budgets = [
    { key: budgetKey('mail-account', email), tries: LINKS_PER_ACCOUNT },
    ...(address ? [{ key: budgetKey('mail-address', address), tries: LINKS_PER_ADDRESS }] : []),
  ];
  if (!(await countTries(budgets))) {
    throw new ServiceError({
      code: 'too-many',
      message: 'Enough links were asked for.',
      fix: 'Look at your mail, also among the unwanted; or wait 15 minutes.',
    });
  }
  const sent = afterwards()
    .then(() => send(email, browser))
    .catch((error) => console.error('sign-in link by mail:', error));
  return { sent };
}

const afterwards = () => new Promise<void>((resolve) => setImmediate(resolve));

const emailField = z.object({ email: emailInput });

async function send(email: string, { address }: Browser): Promise<void> {
  if (!(await resources().prisma.user.findUnique({ where: { email }, select: { id: true } }))) return;
  const { url } = await makeMailedLink(email, address);
  const outcome = await sendMail({
    to: [email],
    subject: 'Your link to sign in to Headroom',
    text: [
      `This link signs you in, once, within ${LINK_MINUTES} minutes:`,
      url,
      `It was asked for on the sign-in page${address ? `, from ${address}` : ''}. If that was not you, leave it: nothing happens. Send it to nobody: whoever has it is you.`,
      '',
    ].join('\n\n'),
  });
  if (outcome.code !== 'sent') console.error('sign-in link by mail:', outcome.error);
}
