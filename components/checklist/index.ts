/**
 * The checklist: steps in the order in which they should be done, each with what proves it.
 * May import types of service, catalogue and advisor, advisor/words and components/ui.
 * An app's view, a wording, a tick and a note action come in; markup goes out.
 */
export { ChecklistPage } from './checklist-page';
