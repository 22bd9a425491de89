/** What an app or a team is called: any script, on one line. */
import { z } from 'zod';

export const LONGEST_NAME = 200;
/** Control characters, half characters, further line breaks, and what turns the direction of all text that follows. */
const NOT_ONE_LINE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Of a text that somebody else wrote, such as a file's: without what a line of ours may not hold. */
export const oneLine = (text: string): string => text.replace(NOT_ONE_LINE, '');

/** @param what "app" or "team" */
export function nameInput(what: 'app' | 'team') {
  return lineInput(`give the ${what} a name`, LONGEST_NAME).min(1, `give the ${what} a name`);
}

/** What others read in a line of theirs: names, titles and labels. It may be empty. */
export function lineInput(says: string, most: number) {
  return z
    .string(says)
    .trim()
    .max(most, `at most ${most} characters`)
    .refine((text) => oneLine(text) === text, 'must not hold line breaks or signs that turn the text around');
}
