/**
 * What people call a signal inside a sentence: "database connections first". Titles for the head of a
 * card are the catalogue's; a signal that a team declared itself keeps its own id.
 */
import type { SignalId } from '@/catalogue/types';
import { baseOf } from '../signal-ids';

const WORDS: Record<string, string> = {
  'users.active': 'active users',
  'requests.rate': 'requests',
  'latency.p50': 'latency p50',
  'latency.p95': 'latency p95',
  'latency.p99': 'latency p99',
  'errors.rate': 'error rate',
  'sockets.open': 'socket connections',
  'db.queries.rate': 'database queries',
  'db.pool.used': 'database pool',
  'db.connections.used': 'database connections',
  'db.size': 'database size',
  'db.cpu.used': 'database CPU',
  'db.memory.hit_rate': 'database reads from memory',
  'disk.used': 'disk used',
  'cache.hit_rate': 'cache hit rate',
  'cache.misses.rate': 'cache misses',
  'cache.evictions.rate': 'cache evictions',
  'memory.used': 'memory used',
  'cpu.used': 'CPU used',
  'eventloop.used': 'event loop used',
  'eventloop.delay': 'event loop delay p99',
  'jobs.duration.p95': 'job duration p95',
  'queue.depth': 'queue depth',
  'assets.load.p95': 'asset load p95',
  complaints: 'complaints',
};

/** The signal inside a sentence. */
export function signalWord(signal: SignalId): string {
  const base = baseOf(signal);
  const filter = signal
    .slice(base.length + 1, -1)
    .split(',')
    .map(filterWords)
    .join(', ');
  return `${WORDS[base] ?? base}${filter === '' ? '' : ` (${filter})`}`;
}

/** "job=*receipt*" is said as 'job with "receipt"', "route=/api/*" as "route /api/…": stars are for machines. */
function filterWords(pair: string): string {
  const at = pair.indexOf('=');
  const [key, pattern] = [pair.slice(0, at), pair.slice(at + 1)];
  const within = /^\*([^*]+)\*$/.exec(pattern)?.[1];
  if (within !== undefined) return `${key} with “${within}”`;
  return at < 0 ? pair : `${key} ${pattern.replaceAll('*', '…')}`;
}

/** The same at the start of a line: "Database connections". */
export function signalTitle(signal: SignalId): string {
  const word = signalWord(signal);
  return WORDS[baseOf(signal)] === undefined ? word : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`;
}

/** Whether it has a word here: one of a team's own has its title only. */
export const isNamed = (signal: SignalId): boolean => WORDS[baseOf(signal)] !== undefined;

const ORDER = Object.keys(WORDS);

/** Sorts signals as people look for them: load, what users feel, then what runs out. */
export function bySignalOrder(a: SignalId, b: SignalId): number {
  const place = (id: SignalId) => (ORDER.includes(baseOf(id)) ? ORDER.indexOf(baseOf(id)) : ORDER.length);
  return place(a) - place(b);
}

/** The unit of a built-in signal, where no definition is at hand; empty for a count and for a team's own. */
export function signalUnit(filtered: SignalId): string {
  const signal = baseOf(filtered);
  if (signal.endsWith('.used') || signal === 'errors.rate' || signal.endsWith('.hit_rate')) return '%';
  if (signal === 'db.size') return 'GiB';
  if (signal.startsWith('latency.') || signal === 'assets.load.p95' || signal === 'eventloop.delay') return 'ms';
  return signal === 'jobs.duration.p95' ? 's' : '';
}
