/**
 * People: who is in a team and as what, invitations, the viewer's own account, and the audit.
 * May import components/ui, components/settings/save and the view types; the actions come in as props.
 */
export type { TeamActions } from './actions';
