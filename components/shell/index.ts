/**
 * What stands around every page: header, tabs, palette, theme, zone, the live stream.
 * It may import components/ui, the advisor's words and the view types; it is handed what it shows and fetches nothing but the live stream.
 * `app/shell.tsx` puts it together for a signed-in viewer; import the files themselves, so that a page carries only what it uses.
 */
export type { Crumb } from './header';
export type { Tab } from './tabs';
