/**
 * Telling people what happened. Comes in: rows of the outbox, written where something happens; goes out:
 * e-mail, Slack-compatible and generic webhooks, PagerDuty-compatible events. May import what service may.
 * An *event* is a row of the outbox; a *channel* is where a team or a person is told; a *message* is one or
 * more events for one channel; a *try* is one attempt to deliver a message.
 */
export { deliverNext } from './deliver';
export { handOut } from './hand-out';
