/** People's words in Markdown. */

/** Without width. A backslash goes before GitHub looks for names and numbers, so it keeps nobody from being called. */
const NOTHING = '\u200b';

/**
 * Inside a line: no line of its own, no heading, no link, nobody called. GitHub and GitLab make links of bare addresses
 * too (github.github.com/gfm, 6.9): an escaped colon or dot is the same letter and begins none. They call who is
 * named after an @, make links of e-mail addresses and of numbers after a #, but of none where something stands between.
 */
export function inLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/([\\`*_[\]<>#|~])/g, '\\$1')
    .replace(/:(?=\/\/)|(?<=\b(?:mailto|xmpp)):|(?<=\bwww)\./gi, '\\$&')
    .replace(/@(?=[\w-])|#(?=\d)/g, `$&${NOTHING}`);
}
