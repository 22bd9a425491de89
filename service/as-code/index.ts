/**
 * A team as a file: apps with what their owners said, roadmaps, dashboards, channels and schedules, as YAML without
 * secrets; and the way back. Comes in: an actor and a text; goes out: the same text, or what it changes.
 */
export { applyTeam, exportTeam } from './apply';
