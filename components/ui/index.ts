/**
 * The design system: small parts that every page is made of, in the tokens of app/globals.css.
 * It may import Tremor (by file, never its barrel: that reaches Recharts), the advisor's types and words, and nothing else of ours.
 * Props come in, marked-up text goes out; no part fetches anything. Import the files themselves, so that a page carries only what it uses.
 */
export type { Tone } from './badge';
export type { Mark } from './state-mark';
