/** `headroom roadmap check FILE…` */
import { checkRoadmapText } from '@/catalogue/check-roadmap';
import { type Given, placeText, readText } from './files';

export function checkFiles(files: string[], { known, cwd, json }: Given): number {
  const checked = files.map((file) => ({ file, ...checkRoadmapText(file, readText(cwd, file), known) }));
  const wrong = checked.some(({ problems }) => problems.length > 0);
  if (json) {
    const out = checked.map(({ file, roadmap, problems }) => ({
      file,
      ok: problems.length === 0,
      roadmap: roadmap === null ? null : { id: roadmap.id, version: roadmap.version, phases: roadmap.phases.length },
      problems: problems.map(({ line, column, field, says }) => ({ line, column, field, says })),
    }));
    process.stdout.write(`${JSON.stringify(out, null, 2)}\n`);
    return wrong ? 1 : 0;
  }
  for (const { file, roadmap, problems } of checked) {
    for (const { line, column, field, says } of problems) {
      process.stdout.write(`${placeText(file, line, column)} ${field === '' ? 'this file' : field} ${says}\n`);
    }
    if (roadmap !== null) {
      const thresholds =
        roadmap.thresholds.length + roadmap.phases.reduce((sum, phase) => sum + phase.thresholds.length, 0);
      process.stdout.write(`${file}: right. ${roadmap.phases.length} phases, ${thresholds} thresholds.\n`);
    }
  }
  return wrong ? 1 : 0;
}
