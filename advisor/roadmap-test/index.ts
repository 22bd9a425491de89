/**
 * The test language for roadmaps (docs/roadmaps.md): a text states load and signals over time and what
 * Headroom must say then. `parseRoadmapTest` reads the text, `playRoadmapTest` runs the very functions
 * that judge a real app and answers what was said otherwise. Pure: files are read by who calls it.
 */
export { parseRoadmapTest } from './parse';
export { playRoadmapTest } from './play';
export { ownDefinitions } from './signals';
export type { Failure, PlayGiven, RoadmapTest, TestProblem } from './types';
