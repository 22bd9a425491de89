/** Signals that a team declared for its app, for a roadmap that names them: a YAML list of their ids. */
import { parse } from 'yaml';
import { ownDefinitions } from '@/advisor/roadmap-test/index';
import type { SignalDefinition } from '@/catalogue/types';
import { readText, Usage } from './files';

/** As service/signals/custom.ts has it. */
const MOST = 20;
const DIRECTIONS = ['up', 'down', 'none'] as const;

/** @throws Usage where the file is no such list. */
export function ownSignals(file: string, cwd: string): SignalDefinition[] {
  const list = read(file, cwd);
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST)
    throw new Usage(`${file} is no list of 1 to ${MOST} signals. Write one a line: - orders.rate`);
  const own = list.map((entry: unknown) => {
    const { id, worsens = 'up' } =
      typeof entry === 'string' ? { id: entry } : ((entry ?? {}) as Record<string, unknown>);
    const direction = DIRECTIONS.find((each) => each === worsens);
    if (typeof id !== 'string' || !/^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(id) || direction === undefined)
      throw new Usage(
        `${file}: ${JSON.stringify(entry)} is no signal. Write - orders.rate, or - { id: orders.rate, worsens: up }`,
      );
    return { id, worsens: direction };
  });
  return ownDefinitions({ own });
}

function read(file: string, cwd: string): unknown {
  try {
    return parse(readText(cwd, file), { maxAliasCount: 0 });
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage(`${file} is no YAML. Write one signal a line: - orders.rate`);
  }
}
