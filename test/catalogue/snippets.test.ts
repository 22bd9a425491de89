import { describe, expect, it } from 'vitest';
import { wantedMetrics } from '@/advisor/signals/index';
import { catalogue } from '@/catalogue';

const { signals } = catalogue();
const of = (id: string) => signals.find((signal) => signal.id === id)?.snippets.map(({ sdk }) => sdk) ?? [];
/** Attributes, not metrics. */
const ATTRIBUTES = ['db.client.connection.state', 'db.client.connection.pool.name', 'messaging.destination.name'];

describe('what to send, by language', () => {
  it.each([
    ['latency.p95', ['node', 'python', 'java', 'go', 'dotnet', 'php', 'ruby']],
    ['requests.rate', ['node', 'python', 'java', 'go', 'dotnet', 'php', 'ruby']],
    ['users.active', ['node', 'python', 'java', 'go', 'dotnet', 'php', 'ruby']],
    ['db.queries.rate', ['node', 'python', 'java', 'go', 'dotnet', 'php', 'ruby']],
    ['db.pool.used', ['node', 'python', 'java', 'go', 'dotnet']],
    ['sockets.open', ['node', 'python', 'java', 'go', 'dotnet']],
    ['cpu.used', ['node', 'python', 'java', 'go', 'dotnet']],
    ['memory.used', ['node', 'python', 'java', 'go', 'dotnet']],
    ['cache.hit_rate', ['node', 'python', 'java', 'go', 'dotnet']],
    ['queue.depth', ['node', 'python', 'java', 'go', 'dotnet']],
    ['jobs.duration.p95', ['node', 'python', 'java', 'go', 'dotnet']],
    ['complaints', ['node', 'python', 'java', 'go', 'dotnet']],
  ])('%s is shown for %s', (id, languages) => {
    expect(of(id)).toEqual(expect.arrayContaining(languages));
  });

  it('names no metric that Headroom would not read', () => {
    const wanted = new Set([...wantedMetrics({}), ...ATTRIBUTES]);
    const named = signals.flatMap(({ id, snippets }) =>
      snippets.flatMap(({ sdk, code }) =>
        [...code.matchAll(/["']((?:app|cache|messaging|db\.client|websocket|socketio|browser)\.[a-z_.]+)["']/g)].map(
          ([, name]) => ({ id, sdk, name: name as string }),
        ),
      ),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(({ name }) => !wanted.has(name))).toEqual([]);
  });
});
