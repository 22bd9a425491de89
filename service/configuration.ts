/** The few settings that service needs, in one place. */
import { readSettings, settings } from '@/config/settings';
import { resources } from './resources';

let address: string | undefined;

/** The installation's public address, without a slash at its end. Needs no database to be known. */
export function publicUrl(): string {
  address ??= readSettings(process.env).url;
  return address;
}

/** Where this machine's collector listens. */
export function collectorUrl(): string {
  return `http://127.0.0.1:${readSettings(process.env).collectorPort}`;
}

/** Encrypts session cookies. */
export function sessionSecret(): string {
  return settings().secret;
}

/** Whether e-mail can be sent. */
export function mailIsSet(): boolean {
  return resources().mail().smtpUrl !== null;
}

/** Cookies are `Secure` only where the public address is https. */
export function isHttps(): boolean {
  return publicUrl().startsWith('https:');
}
