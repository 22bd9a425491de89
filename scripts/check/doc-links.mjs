// Every relative link and every path in backticks of our documents leads to something that exists.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} root @returns {string[]} one line a broken link */
export function docLinkProblems(root) {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = list.split('\n').filter((file) => file && existsSync(join(root, file)));
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/^```.*?^```/gms, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((to) => !/^(https?:|mailto:)/.test(to));
    return links.map((link) => problem(root, file, link)).filter((line) => line !== null);
  });
}

/** @param {string} root @param {string} file @param {string} link */
function problem(root, file, link) {
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path ? join(root, dirname(file), path) : join(root, file);
  if (!existsSync(target)) return `${file}: ${link} leads nowhere`;
  if (!anchor || !target.endsWith('.md')) return null;
  return headings(readFileSync(target, 'utf8')).includes(anchor)
    ? null
    : `${file}: ${link} names a heading that is not there`;
}

/** Anchors as GitHub makes them. @param {string} text */
function headings(text) {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replace(/ /g, '-'),
  );
}
