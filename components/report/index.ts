/**
 * The report: one A4 page that a manager reads, prints and forwards.
 * May import types of service, catalogue and advisor, advisor/words, components/road and components/ui.
 * A stored finding comes in, a page of HTML and SVG goes out; no canvas, no script and no other address is needed to read it.
 */
export type { SheetProps } from './sheet';
