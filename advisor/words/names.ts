/** What signals, populations and phases are called inside a sentence. */
import type { Phase, Population, SignalDefinition, SignalId } from '@/catalogue/types';
import { baseOf } from '../signal-ids';
import { formatList, formatLoadRange } from './format';
import { signalWord } from './signals';

/** Signals whose name is a plural. */
const MANY = new Set([
  'users.active',
  'requests.rate',
  'sockets.open',
  'db.queries.rate',
  'db.connections.used',
  'cache.misses.rate',
  'cache.evictions.rate',
  'complaints',
  'db.memory.hit_rate',
]);

/** The metric to send first to get a signal, where its name is not the signal's own. */
const METRICS: Record<SignalId, string> = {
  'users.active': 'app.users.active',
  'latency.p50': 'http.server.request.duration',
  'latency.p95': 'http.server.request.duration',
  'latency.p99': 'http.server.request.duration',
  'errors.rate': 'http.server.request.duration',
  'requests.rate': 'http.server.request.duration',
  'sockets.open': 'socketio.connections',
  'db.queries.rate': 'db.client.operation.duration',
  'db.pool.used': 'db.client.connection.count',
  'db.connections.used': 'db.client.connection.count',
  'db.size': 'postgresql.db_size',
  'db.cpu.used': 'rds_cpu_usage_percent_average',
  'db.memory.hit_rate': 'postgresql.blks_hit',
  'disk.used': 'system.filesystem.usage',
  'cache.hit_rate': 'cache.hits',
  'cache.misses.rate': 'cache.misses',
  'cache.evictions.rate': 'cache.evictions',
  'memory.used': 'process.memory.usage',
  'cpu.used': 'process.cpu.utilization',
  'eventloop.used': 'nodejs.eventloop.utilization',
  'eventloop.delay': 'nodejs.eventloop.delay.p99',
  'jobs.duration.p95': 'messaging.process.duration',
  'queue.depth': 'messaging.queue.depth',
  'assets.load.p95': 'browser.resource.duration',
};

/** "is" or "are", after the signal's name. */
export const isOrAre = (id: SignalId): string => (MANY.has(id) ? 'are' : 'is');

/** "its" or "their". */
export const itsOrTheir = (id: SignalId): string => (MANY.has(id) ? 'their' : 'its');

/** The metric to send first to get a signal. */
export const metricFor = (id: SignalId): string => METRICS[baseOf(id)] ?? id;

/** "database connections or CPU". */
export function eitherSignal(ids: readonly SignalId[]): string {
  const names = ids.map(signalWord);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

/** "open sockets and memory". */
export const bothSignals = (ids: readonly SignalId[]): string => formatList(ids.map(signalWord));

/** The unit of a signal's value; empty where the catalogue does not know it. */
export function unitOf(id: SignalId, definitions: readonly SignalDefinition[]): string {
  return definitions.find((definition) => definition.id === id)?.unit ?? '';
}

/** "daily users", "concurrent users", "monthly users", "registered users". */
export const usersOf = (population: Population): string => `${population} users`;

/** "Phase 1, 0–50K users"; "the phase of 10,000-100,000 users" where that is the phase's name. */
export function phaseWithRange(phase: Phase): string {
  const range = rangeBeside(phase);
  return range === '' ? phaseInWords(phase) : `${shortPhase(phase)}, ${range} users`;
}

/** A phase inside a sentence: "Grow"; "the phase up to 10,000 users" where its name is its range. */
export function phaseInWords(phase: Phase): string {
  const name = shortPhase(phase);
  if (rangeBeside({ ...phase, title: name }) !== '') return name;
  return /^up to /i.test(name) ? `the phase up${name.slice(2)}` : `the phase of ${name}`;
}

/** What stands beside a phase's name: "0–50K"; empty where the name says the range already. */
export function rangeBeside({ title, from, to }: Pick<Phase, 'title' | 'from' | 'to'>): string {
  const said = (load: number) => title.includes(load.toLocaleString('en-US'));
  const all = (from === 0 || said(from)) && (to === null || said(to)) && (from > 0 || to !== null);
  return all ? '' : formatLoadRange(from, to);
}

/** A phase's name up to its subtitle: "Phase 1: Immediate optimizations" → "Phase 1". */
export const shortPhase = (phase: Phase): string => phase.title.split(/:| – | - /)[0]?.trim() || phase.title;

/** "first", "12th", "22nd". */
export function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

/** First letter large, a full stop at the end. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.?!]$/.test(trimmed) ? '' : '.'}`;
}
