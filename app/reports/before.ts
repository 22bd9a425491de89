/** `?before=` of a list; anything else begins with the newest. */
export function beforeOf(asked: string | string[] | undefined): { before?: number } {
  const before = Number(asked);
  return Number.isInteger(before) && before > 0 && before < 8.64e15 ? { before } : {};
}
