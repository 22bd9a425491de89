/**
 * Where each number comes from and what is missing: provenance, snippets for what is not sent, metrics that arrive, what was refused.
 * May import components/ui, the advisor's words and the view types.
 * A SignalsView comes in, markup goes out.
 */
export type { Reading } from './reading';
