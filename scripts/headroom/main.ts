/** The `headroom` command. Exit codes: 0 all is well, 1 something in a file is wrong, 2 the command itself is. */

import { join } from 'node:path';
import { loadCatalogue } from '@/catalogue/load';
import { roadmapJsonSchema } from '@/catalogue/schema/json-schema';
import { documentJsonSchema } from '@/service/as-code/document';
import { checkFiles } from './check';
import { Usage } from './files';
import { ownSignals } from './own-signals';
import { isRemote, REMOTE_HELP, remote } from './remote';
import { testFiles } from './test';

const HELP = `headroom roadmap check FILE… [--signals=FILE] [--json]   Is this roadmap right? Every mistake with its place and
                                        what to do. Signals of the team's own stand in a YAML list: - orders.rate
headroom roadmap test FILE… [--json]    Does Headroom say what these tests expect?
headroom roadmap schema                 The JSON Schema of a roadmap, for editors.
headroom schema                         The JSON Schema of a team's file (headroom export), for editors.

${REMOTE_HELP}`;

const SIGNALS = '--signals=';

export interface Place {
  /** Headroom's own directory. */
  root: string;
  cwd: string;
}

/** @returns the exit code. */
export async function headroom(args: string[], place: Place): Promise<number> {
  return isRemote(args[0]) && !args.includes('--help') ? remote(args, place.cwd) : roadmap(args, place);
}

function roadmap(args: string[], { root, cwd }: Place): number {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const options = args.filter((arg) => arg.startsWith('--'));
  const json = options.includes('--json');
  if (options.includes('--help') || words.length === 0) {
    process.stdout.write(HELP);
    return words.length === 0 && !options.includes('--help') ? 2 : 0;
  }
  const own = options.find((option) => option.startsWith(SIGNALS))?.slice(SIGNALS.length);
  const unknown = options.find((option) => option !== '--json' && !option.startsWith(SIGNALS));
  if (unknown !== undefined)
    return refuse(`There is no option ${unknown}. There is --json, --signals=FILE, and --help.`);
  const [noun, verb, ...files] = words;
  if (noun === 'schema' && verb === undefined) {
    process.stdout.write(`${JSON.stringify(documentJsonSchema(), null, 2)}\n`);
    return 0;
  }
  if (noun !== 'roadmap') return refuse(`There is no command "${noun}".`);
  if (verb === 'schema') {
    process.stdout.write(`${JSON.stringify(roadmapJsonSchema(), null, 2)}\n`);
    return 0;
  }
  if (verb !== 'check' && verb !== 'test') return refuse(`There is no command "roadmap ${verb ?? ''}".`);
  if (files.length === 0) return refuse(`Which file? headroom roadmap ${verb} FILE`);
  try {
    const catalogue = loadCatalogue(join(root, 'catalogue'));
    const known =
      own === undefined ? catalogue : { ...catalogue, signals: [...catalogue.signals, ...ownSignals(own, cwd)] };
    return (verb === 'check' ? checkFiles : testFiles)(files, { known, cwd, json });
  } catch (error) {
    if (error instanceof Usage) return refuse(error.message);
    throw error;
  }
}

function refuse(says: string): number {
  process.stderr.write(`${says}\n\n${HELP}`);
  return 2;
}
