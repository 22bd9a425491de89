/**
 * E-mail by SMTP. The host is the operator's own setting, so it is open by being named; what it leads to is
 * checked all the same (a metadata address never is a mail server), and the connection goes to a checked address.
 */
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { kindOfAddress, TargetRefused } from '@/config/allowed-targets';
import { checkedAddresses } from '@/config/outbound';
import { resources } from '../resources';
import type { Outcome } from './outcome';
import { clean } from './words';

export interface Mail {
  to: string[];
  subject: string;
  text: string;
  html?: string;
  /** The same for each try, so that mail servers can tell a repetition. */
  messageId?: string;
}

const TIMEOUT_MS = 20_000;

export async function sendMail(mail: Mail): Promise<Outcome> {
  const { smtpUrl, mailFrom } = resources().mail();
  if (!smtpUrl) return { code: 'failed', error: 'No e-mail is sent: the operator has not set HEADROOM_SMTP_URL.' };
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  try {
    const transport = createTransport(await placeOf(url, host));
    try {
      const { rejected } = await transport.sendMail({
        from: { name: 'Headroom', address: mailFrom },
        to: mail.to.map((address) => ({ name: '', address })),
        subject: [...clean(mail.subject)].slice(0, 200).join(''),
        text: mail.text,
        ...(mail.html === undefined ? {} : { html: mail.html }),
        ...(mail.messageId === undefined ? {} : { messageId: mail.messageId }),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const refused = (rejected ?? []).map(String);
      return refused.length ? { code: 'sent', note: `Refused for ${refused.join(', ')}.` } : { code: 'sent' };
    } finally {
      transport.close();
    }
  } catch (error) {
    return outcomeOf(error, host);
  }
}

async function placeOf(url: URL, host: string) {
  const { allowedTargets } = resources().installation();
  const allowed = { ...allowedTargets, hosts: [...allowedTargets.hosts, host.toLowerCase()] };
  const [address] = await checkedAddresses(host, allowed);
  if (!address) throw Object.assign(new Error('no address'), { code: 'EDNS' });
  const isImplicit = url.protocol === 'smtps:';
  const [user, pass] = [url.username, url.password].map(decodeURIComponent);
  return {
    host: address,
    port: Number(url.port) || (isImplicit ? 465 : 587),
    secure: isImplicit,
    // A password never travels in the clear, but to this machine itself.
    requireTLS: Boolean(user) && kindOfAddress(address) !== 'loopback',
    ...(user ? { auth: { user, pass: pass ?? '' } } : {}),
    ...(isIP(host) ? {} : { tls: { servername: host } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  };
}

const words: Record<string, string> = {
  ECONNECTION: 'The mail server does not answer.',
  ESOCKET: 'The connection to the mail server failed.',
  ETIMEDOUT: 'The mail server does not answer in time.',
  ECONNREFUSED: 'Nothing listens at the mail server’s address.',
  EDNS: 'The mail server’s name is not found.',
  ENOTFOUND: 'The mail server’s name is not found.',
  ETLS: 'The mail server offers no encryption that is trusted.',
  EAUTH: 'The mail server refuses the user or the password of HEADROOM_SMTP_URL.',
};

interface SmtpError {
  code?: string;
  responseCode?: number;
  command?: string;
}

function outcomeOf(error: unknown, host: string): Outcome {
  if (error instanceof TargetRefused) return { code: 'failed', error: error.message };
  const { code = '', responseCode = 0, command = '' } = error as SmtpError;
  if (code === 'EAUTH') return { code: 'retry', error: words.EAUTH as string };
  // What a server says may hold anything; its number says enough.
  if (responseCode >= 500)
    return { code: 'failed', error: `The mail server refused it (${responseCode}, ${command}).` };
  if (responseCode >= 400)
    return { code: 'retry', error: `The mail server asks to try again later (${responseCode}, ${command}).` };
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(`${code} ${(error as Error).message}`.toUpperCase()))
    return { code: 'retry', error: `The TLS certificate of ${host} is not trusted.` };
  return { code: 'retry', error: words[code] ?? `The mail server could not be reached${code ? ` (${code})` : ''}.` };
}
