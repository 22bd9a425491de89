/** A line for each HEADROOM_* variable that is not among the known settings. */
export function unknownNames(env: Record<string, string | undefined>, known: string[]): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('HEADROOM_') && !known.includes(name))
    .map(
      (name) => `${name} is not a setting. Did you mean ${nearest(name, known)}? All are listed in docs/operations.md`,
    );
}

/** The one that shares most letters. */
function nearest(name: string, known: string[]): string {
  const letters = new Set(name.slice('HEADROOM_'.length));
  const score = (other: string) => {
    const theirs = new Set(other.slice('HEADROOM_'.length));
    return [...letters].filter((letter) => theirs.has(letter)).length / new Set([...letters, ...theirs]).size;
  };
  return known
    .filter((other) => other.startsWith('HEADROOM_'))
    .reduce((best, other) => (score(other) > score(best) ? other : best));
}
