/** What the verbs about work and money are given, as schemas. */
import { z } from 'zod';

const decimal = (most: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, `write a number such as ${most}, with a point before the fraction`);

const note = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `at most ${most} characters`)
    .transform((text) => (text === '' ? null : text))
    .nullable();

/** A missing key stays as it is; an empty text takes it away. */
export const stepNoteInput = z.strictObject({
  owner: note(80).optional(),
  comment: note(1_000).optional(),
  /** Where the team's tracker has it. */
  link: note(500)
    .refine((url) => url === null || isWebAddress(url), 'write an address such as https://tracker.example.com/PROJ-12')
    .optional(),
  /** Why it cannot go on. */
  blocked: note(500).optional(),
});
export type StepNoteInput = z.input<typeof stepNoteInput>;

export const exportFormatInput = z.enum(['markdown', 'csv', 'json', 'github', 'gitlab', 'jira']);
export type ExportFormat = z.output<typeof exportFormatInput>;

export const ownPriceInput = z.strictObject({
  priceId: z.string().min(1).max(120),
  /** Null: the list's again. */
  price: decimal('18.50').nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters, such as USD'),
});
export type OwnPriceInput = z.input<typeof ownPriceInput>;

export const moneyInput = z
  .strictObject({
    currency: z
      .string()
      .trim()
      .regex(/^[A-Z]{3}$/, 'three capital letters, such as EUR'),
    perUsd: decimal('0.92').refine((rate) => Number(rate) > 0, 'more than 0'),
  })
  .refine(({ currency, perUsd }) => currency !== 'USD' || Number(perUsd) === 1, {
    path: ['perUsd'],
    message: 'a US dollar costs one US dollar: write 1',
  });
export type MoneyInput = z.input<typeof moneyInput>;

export const quantityInput = z.strictObject({
  lineId: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(80),
  /** Null: as measured, or as the roadmap says, again. */
  formula: z.string().trim().min(1, 'write a number or a formula').max(500, 'at most 500 characters').nullable(),
  reason: z.string().trim().max(300, 'at most 300 characters').default(''),
});
export type QuantityInput = z.input<typeof quantityInput>;

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
