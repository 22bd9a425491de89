/** What the writers of a file's changes share: the transaction, the team, and where in the file a mistake is. */
import type { Prisma, Team } from '@/prisma/generated/client';
import { type AuditFacts, audit, type Transaction } from '../audit';
import { forbidden, invalid, isServiceError } from '../errors';
import { mayInTeam, roles, type Verb } from '../roles';
import type { Actor, Role } from '../views/views';
import type { Compared } from './compare';
import { pathText } from './compare';
import type { TeamRead } from './read';
import type { Placed } from './text';
import { own } from './tidy';

export class Writing {
  readonly lines: AuditFacts[] = [];
  /** What people have to do themselves. */
  readonly notes: string[] = [];
  /** Apps whose signals are made otherwise now, and those that are judged otherwise. */
  readonly derived = new Set<bigint>();
  readonly judged = new Set<bigint>();

  constructor(
    readonly tx: Transaction,
    readonly given: { actor: Actor; role: Role; team: Team; at: Date; file: Placed },
    readonly read: TeamRead,
    readonly compared: Compared,
    /** Whether telemetry may be erased (a shorter retention). */
    readonly erase: boolean,
  ) {}

  /** A line for the audit; refused where the actor's role may not do it on the pages either. */
  did(verb: Verb, details: Prisma.InputJsonObject, appId: bigint | null = null): void {
    const { actor, role, team } = this.given;
    if (!mayInTeam(role, verb))
      throw forbidden(`Your role in this team (${role}) does not allow ${verb}; it needs ${roles[verb]} or above.`);
    this.lines.push({ actor, action: verb, teamId: team.id, appId, details: { ...details, byFile: true } });
  }

  async audit(): Promise<void> {
    const { actor, team } = this.given;
    const details = { changes: this.compared.changes.length };
    await audit(this.tx, ...this.lines, { actor, action: 'applyTeam', teamId: team.id, details });
  }

  /** A mistake that `work` finds is told with its place in the file. */
  async at<T>(path: string[], work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isServiceError(error) && error.code !== 'forbidden' ? this.wrong(path, error.message, error.fix) : error;
    }
  }

  wrong(path: string[], message: string, fix?: string): Error {
    const name = pathText(path);
    return invalid(
      name,
      `Line ${this.given.file.placeOf(path).line}: ${name}: ${message}`,
      fix ?? 'Mend the file; nothing was changed.',
    );
  }
}

/** Entries of two maps that differ: those to write, and those that go. */
export function entries<T>(before: Record<string, T>, after: Record<string, T>) {
  const put = Object.keys(after)
    .sort()
    .filter((key) => JSON.stringify(sorted(own(before, key))) !== JSON.stringify(sorted(after[key])))
    .map((key) => ({ key, is: own(before, key), to: after[key] as T }));
  return { put, gone: Object.keys(before).filter((key) => own(after, key) === undefined) };
}

/** The same whatever the order of its fields. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

export const personOf = (actor: Actor): bigint | null => (actor.kind === 'user' ? BigInt(actor.userId) : null);
