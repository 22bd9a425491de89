/** What the settings may be, one schema a kind; each error says what it must be, as the end of a sentence that begins with its name. */
import { z } from 'zod';
import { parseAllowedTargets } from './allowed-targets';

export const port = z.coerce
  .number('must be a port number')
  .int('must be a whole number')
  .min(1, 'must be between 1 and 65535')
  .max(65_535, 'must be between 1 and 65535');
export const whole = (most: number, least = 1, of = '') =>
  z.coerce
    .number(`must be a number${of}`)
    .int(`must be a whole number${of}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);
export const publicAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://headroom.example.com', abort: true })
  .refine((value) => new URL(value).pathname === '/', 'must not have a path: Headroom lives at the root of its host')
  .transform((value) => new URL(value).origin);
export const database = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');
export const addresses = z
  .string()
  .regex(/^[0-9a-fA-F:.]+(\s*,\s*[0-9a-fA-F:.]+)*$/, 'must be IP addresses with commas between, such as 10.0.0.2');
export const targets = z.string().superRefine((value, context) => {
  try {
    parseAllowedTargets(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
export const keys = z
  .string()
  .regex(
    /^[0-9a-fA-F]{64}(\s*,\s*[0-9a-fA-F]{64})*$/,
    'must be 64 hexadecimal digits, such as the output of `openssl rand -hex 32`; or several of them with commas between, the newest first',
  );
export const secret = z
  .string()
  .min(32, 'must have at least 32 characters: for example the output of `openssl rand -hex 32`');

export const days = (least: number) => whole(3660, least, ' of days');

/** smtp://user:password@host:587 (STARTTLS) or smtps://…:465. */
export const smtpUrl = z
  .url({
    protocol: /^smtps?$/,
    error: 'must be an address such as smtp://user:password@mail.example.com:587',
    abort: true,
  })
  .refine((value) => new URL(value).hostname !== '', 'must name a host: smtp://mail.example.com:587')
  .refine((value) => /^\/?$/.test(new URL(value).pathname), 'must not have a path');
export const mailFrom = z.email('must be an e-mail address such as headroom@example.com').max(254);
