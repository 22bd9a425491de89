/** Where to go on after a form: only paths of this installation. */
const HERE = 'http://here.invalid';

/**
 * The path, or "/" where `next` leads elsewhere. Read as browsers read addresses: they skip tabs and line
 * breaks and take "\\" for "/", so that "/\t/evil.example" is another host.
 */
export function ownPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, HERE)) return '/';
  const { origin, pathname, search, hash } = new URL(next, HERE);
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
