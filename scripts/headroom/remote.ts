/**
 * The verbs that ask a running Headroom: HEADROOM_URL and HEADROOM_TOKEN say which and as whom.
 * Exit codes: 0 all is well, 1 what was asked about is not (gate: too little headroom), 2 it cannot be told or asked.
 */
import { parseArgs } from 'node:util';
import { apply } from './apply';
import { type Answers, ask, CannotAsk } from './ask';
import { Usage } from './files';
import { gate } from './gate';
import { OPTIONS, type Options, plain, type Said } from './verb';

export const REMOTE_HELP = `headroom apps                            The team's apps: state and headroom.
headroom status APP                      What an app meets first, and when.
headroom checklist APP                   What to do next, by when.
headroom estimate APP [--multiple N | --load USERS]
                                         The bill now, in each phase, and at that load.
headroom report APP                      Makes a report and prints its sentences.
headroom gate APP --min-headroom N [--min-days N]
                                         For pipelines: 0 enough headroom, and days until load or a disk meets its
                                         limit; 1 too little, 2 cannot tell. Either of them, or both.
headroom deployed APP VERSION            Announces a deployment; charts mark it.
headroom export                          The team as a file (YAML, no secrets): headroom export > team.yaml
headroom apply FILE [--dry-run] [--yes] [--prune] [--erase]
                                         Brings the team to the state of a file: shows what changes, asks, does all
                                         or nothing. --prune takes away what the file does not name (never an app).
   These ask HEADROOM_URL with HEADROOM_TOKEN (a team's page "API tokens"); all take --json.
`;

interface Verb {
  words: string[];
  options: (keyof typeof OPTIONS)[];
  run(words: string[], options: Options, cwd: string): Promise<Said>;
}

const at = (app: string) => `/apps/${encodeURIComponent(app)}`;
const fine = (lines: string[], json: unknown): Said => ({ code: 0, lines, json });

const verbs: Record<string, Verb> = {
  apps: {
    words: [],
    options: [],
    run: async () => {
      const all: Answers['apps']['apps'] = [];
      let after: string | null = '';
      while (after !== null) {
        const page: Answers['apps'] = await ask('GET', `/apps?limit=100&after=${encodeURIComponent(after)}`);
        all.push(...page.apps);
        after = page.after;
      }
      const wide = Math.max(0, ...all.map(({ slug }) => slug.length));
      const lines = all.map((it) =>
        `${it.slug.padEnd(wide)}  ${it.state.padEnd(11)}  ${multipleText(it).padEnd(6)}  ${it.sentence ?? ''}`.trimEnd(),
      );
      return fine(lines.length > 0 ? lines : ['There is no app yet.'], { apps: all });
    },
  },
  status: {
    words: ['APP'],
    options: [],
    run: async ([app = '']) => {
      const it = await ask<Answers['headroom']>('GET', `${at(app)}/headroom`);
      return fine([it.sentence, it.more, ...it.limits.map(({ sentence }) => `- ${sentence}`)], it);
    },
  },
  checklist: {
    words: ['APP'],
    options: [],
    run: async ([app = '']) => {
      const it = await ask<Answers['checklist']>('GET', `${at(app)}/checklist`);
      const line = (step: Answers['checklist']['steps'][number]) => {
        const by = step.beginByToBeSafe ?? step.beginBy;
        const mark = { open: '[ ]', done: '[x]', wont: '[-]' }[step.status];
        return `${mark} ${step.title} (${step.id})${by === null || step.status !== 'open' ? '' : `, begin by ${by.slice(0, 10)}`}`;
      };
      return fine([it.sentence, ...it.steps.map(line)], it);
    },
  },
  estimate: {
    words: ['APP'],
    options: ['multiple', 'load'],
    run: async ([app = ''], { multiple, load }) => {
      const query = new URLSearchParams({ ...(multiple ? { multiple } : {}), ...(load ? { load } : {}) });
      const it = await ask<Answers['estimate']>('GET', `${at(app)}/estimate?${query}`);
      const lines = [
        `now: ${billText(it.now)}`,
        ...it.phases.map((bill) => `${bill.phase ?? 'phase'}: ${billText(bill)}`),
        ...(it.whatIf ? [`at ${Math.round(it.whatIf.load)} users: ${billText(it.whatIf.bill)}`] : []),
      ];
      return fine(lines, it);
    },
  },
  report: {
    words: ['APP'],
    options: [],
    run: async ([app = '']) => {
      const made = await ask<{ id: string }>('POST', `${at(app)}/reports`);
      const it = await ask<Answers['report']>('GET', `/reports/${made.id}`);
      return fine([...it.sentences, `${process.env.HEADROOM_URL?.replace(/\/$/, '')}${it.path}`], it);
    },
  },
  gate: { words: ['APP'], options: ['min-headroom', 'min-days'], run: ([app = ''], options) => gate(app, options) },
  deployed: {
    words: ['APP', 'VERSION'],
    options: [],
    run: async ([app = '', version = '']) => {
      const it = await ask<Answers['deployment']>('POST', `${at(app)}/deployments`, { version });
      return fine([`${app}: ${it.version} is marked at ${it.at}.`], it);
    },
  },
  export: {
    words: [],
    options: [],
    run: async () => {
      const it = await ask<Answers['exported']>('GET', '/export');
      return fine([it.text.trimEnd()], it);
    },
  },
  apply: {
    words: ['FILE'],
    options: ['dry-run', 'yes', 'prune', 'erase'],
    run: ([file = ''], options, cwd) => apply(file, options, cwd),
  },
};

function multipleText({ multiple, code }: Answers['apps']['apps'][number]): string {
  if (multiple === null) return '–';
  return `${code === 'more-than' ? '>' : code === 'at-most' ? '≤' : ''}${multiple.toPrecision(2)}×`;
}

function billText(bill: Answers['estimate']['now']): string {
  if (bill === null) return 'cannot be told yet';
  const money = (cents: number) => (cents / 100).toFixed(0);
  return `${money(bill.cents)} ${bill.currency} a month (${money(bill.lowCents)}–${money(bill.highCents)})`;
}

export const isRemote = (verb: string | undefined): boolean => verb !== undefined && Object.hasOwn(verbs, verb);

/** @returns the exit code */
export async function remote(args: string[], cwd: string): Promise<number> {
  const [name = '', ...rest] = args;
  const verb = verbs[name] as Verb;
  try {
    const { values, positionals } = parseArgs({ args: rest, options: OPTIONS, allowPositionals: true });
    const usage = `headroom ${[name, ...verb.words].join(' ')}`;
    if (positionals.length !== verb.words.length) throw new CannotAsk(`It is: ${usage}`);
    const stray = Object.keys(values).find((it) => it !== 'json' && !verb.options.includes(it as never));
    if (stray !== undefined) throw new CannotAsk(`headroom ${name} takes no --${stray}.`);
    const { code, lines, json } = await verb.run(positionals, values, cwd);
    process.stdout.write(
      values.json ? `${JSON.stringify(json, null, 2)}\n` : `${plain(lines.filter(Boolean).join('\n'))}\n`,
    );
    return code;
  } catch (error) {
    if (!(error instanceof CannotAsk || error instanceof Usage || error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
