/** Joins class names, leaving out what is false: `cx('p-4', open && 'bg-sunk')`. */
export function cx(...names: unknown[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
