/** People's words in Markdown. */

/**
 * Inside a line: no line of its own, no heading, no link. GitHub and GitLab make links of bare addresses too
 * (github.github.com/gfm, 6.9): an escaped colon or dot is the same letter and begins none.
 */
export function inLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/([\\`*_[\]<>#|~])/g, '\\$1')
    .replace(/:(?=\/\/)|(?<=\b(?:mailto|xmpp)):|(?<=\bwww)\./gi, '\\$&');
}
