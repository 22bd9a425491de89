/** What the verbs of reports are given, as schemas. */
import { z } from 'zod';

export const scheduleInput = z
  .object({
    every: z.enum(['weekly', 'monthly'], { error: 'weekly or monthly' }),
    /** Weekly 1 Monday – 7 Sunday; monthly 1–31. */
    day: z.number().int().min(1).max(31),
    hour: z.number().int().min(0).max(23, 'an hour from 0 to 23'),
  })
  .refine(({ every, day }) => every === 'monthly' || day <= 7, { path: ['day'], message: '1 Monday to 7 Sunday' });
export type ScheduleInput = z.input<typeof scheduleInput>;
