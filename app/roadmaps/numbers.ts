/** A version in an address; null where there is none, and what is no number is none. */
export function versionOf(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}
