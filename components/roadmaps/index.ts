/**
 * Roadmaps to read, compare and write: all side by side, one with its figures and where they come from, what changed
 * between two versions, and the editor. Views of service/roadmaps come in; nothing here fetches.
 */
export { ChangesPage } from './changes-page';
export { Editor } from './editor';
export { RoadmapPage } from './roadmap-page';
export { RoadmapsPage } from './roadmaps-page';
