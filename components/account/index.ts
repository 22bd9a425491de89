/**
 * The viewer's own account: name, password, signed-in browsers, a link for another device.
 * May import components/ui, components/settings and the view types; the actions come in as props.
 */
export type { AccountActions } from './actions';
