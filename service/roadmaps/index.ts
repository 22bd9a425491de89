/**
 * Roadmaps as teams use them: read, compared, checked while typed, tried on an app's own data, kept in versions
 * that never change, and followed by apps.
 */
export { setRoadmap } from './move';
export { previewRoadmap } from './preview';
export { checkRoadmap, roadmapDiff, roadmaps, roadmapView } from './read';
export { createRoadmap, removeRoadmap, saveRoadmap } from './write';
