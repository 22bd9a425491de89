/** A team's notifications: channels, a person's own choice, and what was delivered. Props come in, forms go out. */
export { NotificationsPage } from './notifications-page';
