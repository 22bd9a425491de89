/** What an app or a team is called: any script, on one line. */
import { z } from 'zod';

export const LONGEST_NAME = 200;
/** Control characters, half characters, further line breaks, and what turns the direction of all text that follows. */
const NOT_ONE_LINE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** @param what "app" or "team" */
export function nameInput(what: 'app' | 'team') {
  return z
    .string(`give the ${what} a name`)
    .trim()
    .min(1, `give the ${what} a name`)
    .max(LONGEST_NAME, `at most ${LONGEST_NAME} characters`)
    .refine((name) => !NOT_ONE_LINE.test(name), 'must not hold line breaks or signs that turn the text around');
}
