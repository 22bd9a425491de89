/**
 * What an installation runs with, for its operators.
 * May import components/ui and the view types.
 * An InstallationView comes in, its tables go out.
 */
export { Installation } from './installation';
