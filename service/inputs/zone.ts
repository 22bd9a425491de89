/** A time zone by its name. */
import { z } from 'zod';
import { isZone } from '@/advisor/words/dates';

export const zoneInput = z.string().trim().max(64).refine(isZone, 'is no time zone. Write one such as Europe/Berlin.');
