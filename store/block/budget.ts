import { FormatError } from '../bytes';
import type { Room } from '../points/room';
import { columnIn } from '../points/scratch';

/** What one decoding may still make, and the memory that its columns lie in. */
export interface Budget {
  room: Room;
  /** Doubles: a few bytes that are no block must not fill the memory. */
  left: number;
}

/** 512 MiB. An encoded part holds a quarter of it at most. */
export const mostDoubles = 1 << 26;

export function startBudget(room: Room): Budget {
  return { room, left: mostDoubles };
}

export function spend(budget: Budget, doubles: number): void {
  budget.left -= doubles;
  if (!(budget.left >= 0)) throw new FormatError(`a block of more than ${mostDoubles} numbers is larger than any`);
}

/** A column of zeros that the budget allows. */
export function columnOf(budget: Budget, length: number): Float64Array {
  spend(budget, length);
  return columnIn(budget.room, length);
}
