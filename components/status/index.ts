/**
 * Whether Headroom itself is well, part by part.
 * May import components/ui and the view types.
 * A StatusView comes in, one table goes out.
 */
export { Status } from './status';
