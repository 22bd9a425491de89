/**
 * What was crossed, when, how badly, and what came of it: open ones first, then the past by day.
 * May import components/ui, the advisor's words and the view types.
 * A CrossingsView comes in, markup goes out; mutes and notes go back through the actions it is given.
 */
