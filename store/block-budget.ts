import { FormatError } from './bytes';

/** Doubles that one decoding may still make: a few bytes that are no block must not fill the memory. */
export interface Budget {
  left: number;
}

/** 512 MiB. An encoded part holds a quarter of it at most. */
export const mostDoubles = 1 << 26;

export function spend(budget: Budget, doubles: number): void {
  budget.left -= doubles;
  if (!(budget.left >= 0)) throw new FormatError(`a block of more than ${mostDoubles} numbers is larger than any`);
}
