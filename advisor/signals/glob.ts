/** Patterns in which `*` stands for anything; case does not matter. */

/** Without a regular expression, so that no pattern takes long: each part between stars is found in turn. */
export function globOf(pattern: string): (value: string | undefined) => boolean {
  const parts = pattern.toLowerCase().split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  return (value) => {
    if (value === undefined) return false;
    const text = value.toLowerCase();
    if (last === undefined) return text === first;
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length;
  };
}
