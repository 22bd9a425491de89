/**
 * Connecting an app: the form that registers it, snippets that already hold its token, and the wait for its first point.
 * May import components/ui, the advisor's words and the view types; actions come in as props.
 * Choices and an endpoint come in; code that a person can paste goes out.
 */
export type { Way } from './snippets';
