/**
 * Coming in: e-mail and password, or a one-time link that makes the first operator.
 * May import components/ui and components/shell; the sign-in actions come in as props.
 * A link's state comes in, a form that works without script goes out.
 */
export type { SignInAction } from './action';
