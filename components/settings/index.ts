/**
 * What an app's owner says about it: tokens, population, ratios, metric names, deployment, overrides.
 * May import components/ui, the advisor's words and the view types; actions come in as props, bound to the app.
 * Facts come in, forms go out; what a form may hold is decided by service.
 */
export type { SaveAction, Saved } from './save';
