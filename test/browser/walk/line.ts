/** What a line of the walk's tables is, and what each caller must be answered. */
import { mayInTeam, roles, type Verb } from '@/service/roles';
import type { Role } from '@/service/views/views';
import type { Ids, Maker } from './team';

/** `stranger`: admin of another team; `operator`: of the installation, in the team a viewer; `ended`: an ended session. */
export const CALLERS = ['nobody', 'ended', 'viewer', 'editor', 'manager', 'admin', 'operator', 'stranger'] as const;
export type Caller = (typeof CALLERS)[number];

/** `shut`: 401 or on to the sign-in page. */
export type Verdict = 'done' | 'shut' | 'forbidden' | 'not-found' | 'invalid';

interface Common {
  /** The line of service/roles.ts that decides; `anybody`: nobody is asked who they are; `token`: cookies count for nothing. */
  verb: Verb | 'anybody' | 'token';
  /** Made before each call with the team's own ids: for what can be done once. */
  fresh?: (make: Maker, ids: Ids, userId: number) => Promise<Partial<Ids>>;
  /** The caller is somebody new, for what ends a session or leaves the team. */
  spare?: boolean;
  /** What those who may are answered, where that is not `done`. */
  done?: Verdict;
  /** The ids are the caller's own. */
  personal?: boolean;
  /** For `anybody`: what all are answered, where that is not `done`. */
  says?: Verdict;
  /** What members are answered whose role is too small, where that is not `forbidden`, and in which words. */
  lesser?: Verdict;
  lesserSays?: string;
  /** Ids that are the key themselves: whoever has one is let in, whatever team they are of. */
  keys?: readonly (keyof Ids)[];
  /** Ids that are written down as they are, and open nothing. */
  inert?: readonly (keyof Ids)[];
}

export interface PageLine extends Common {
  path: (ids: Ids) => string;
}
export interface RouteLine extends Common {
  method?: string;
  path: (ids: Ids) => string;
  body?: (ids: Ids) => unknown;
}
export interface ActionLine extends Common {
  args: (ids: Ids) => unknown[] | Promise<unknown[]>;
}
export type Table<L> = Record<string, L | L[]>;
export type Line = PageLine | RouteLine | ActionLine;

const roleOf: Partial<Record<Caller, Role>> = {
  viewer: 'viewer',
  editor: 'editor',
  manager: 'manager',
  admin: 'admin',
  operator: 'viewer',
};

/** @param named whether the line's address or body names anything of the team */
export function expected(line: Common, caller: Caller, named: boolean): Verdict {
  const { verb, done = 'done' } = line;
  if (verb === 'anybody') return line.says ?? 'done';
  if (verb === 'token' || caller === 'nobody' || caller === 'ended') return 'shut';
  if (line.personal) return done;
  if (caller === 'stranger' && line.keys) return 'done';
  if (caller === 'stranger' && named) return 'not-found';
  return isAllowed(verb, caller) ? done : (line.lesser ?? 'forbidden');
}

/** Whether their role suffices, in the team that the line is about. */
export function isAllowed(verb: Verb, caller: Caller): boolean {
  if (roles[verb] === 'operator') return caller === 'operator';
  return mayInTeam(roleOf[caller] ?? 'admin', verb);
}

/** Fields of a form, as a browser sends them. */
export function form(fields: Record<string, string | number | readonly string[]>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value]) made.append(name, String(one));
  return made;
}

/** Which ids a line puts into its request. */
export async function namedBy(line: Line, ids: Ids): Promise<(keyof Ids)[]> {
  const named = new Set<keyof Ids>();
  const watched = new Proxy(ids, {
    get: (target, name) => {
      if (name !== 'appName') named.add(name as keyof Ids);
      return Reflect.get(target, name);
    },
  });
  if ('path' in line) line.path(watched);
  if ('body' in line) line.body?.(watched);
  if ('args' in line) await line.args(watched);
  return [...named];
}
