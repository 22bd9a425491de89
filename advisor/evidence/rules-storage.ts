/** Rules for disks. What was done stays done: that a disk is no larger than two weeks ago undoes nothing. */
import { type EvidenceRule, largest } from './slot';

const disk = (column: 'disk.larger' | 'disk.emptier'): EvidenceRule => ({
  source: ['disk.told'],
  operations: ['disk.told'],
  holds: (slot) => {
    const seen = largest(slot, column);
    return seen === null ? null : seen > 0;
  },
  absenceSaysNothing: true,
});

export const STORAGE_RULES: Record<string, EvidenceRule> = {
  'larger-disk': disk('disk.larger'),
  'emptier-disk': disk('disk.emptier'),
};
