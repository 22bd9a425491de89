/** An e-mail address, as people write it. */
import { z } from 'zod';

/** Letters beyond ASCII are refused before the case is folded: the Kelvin sign would become a k of somebody else's. */
export const emailInput = z
  .string()
  .trim()
  .max(254)
  .regex(/^[\x21-\x7e]*$/, 'not an e-mail address: it needs the form name@example.org')
  .toLowerCase()
  .pipe(z.email('not an e-mail address: it needs the form name@example.org'));
