'use client';

import { TextField } from '@/components/ui/field';
import type { MetricNamesInput } from '@/service/inputs/inputs';
import type { SaveAction } from './save';
import { Section } from './section';

const NAMES: [keyof MetricNamesInput, string, string][] = [
  ['users', 'Active users', 'built in: app.users.active, active_users'],
  ['cacheHits', 'Cache hits', 'built in: cache.hits, redis.keyspace.hits'],
  ['cacheMisses', 'Cache misses', 'built in: cache.misses, redis.keyspace.misses'],
  ['queueDepth', 'Queue depth', 'built in: messaging.queue.depth'],
  ['jobDuration', 'Job duration', 'built in: messaging.process.duration'],
  ['sockets', 'Open sockets', 'built in: socketio.connections'],
  ['assetLoad', 'Asset load time', 'for example web_vitals_lcp'],
  ['routesLeftOut', 'Routes that are no load', 'for example /internal/*, /cron; health checks are left out anyway'],
  ['routesHeldOpen', 'Routes held open', 'not in latency: event streams, long polling; /socket.io is built in'],
];
const LONGEST: Partial<Record<keyof MetricNamesInput, number>> = { routesLeftOut: 1000, routesHeldOpen: 1000 };

/** Names of metrics and routes that only the team knows. */
export function NamesSection({
  names,
  action,
  mayEdit,
}: {
  names: MetricNamesInput;
  action: SaveAction;
  mayEdit: boolean;
}) {
  return (
    <Section
      id="names"
      title="Metric names and routes"
      says="Where your app sends one of these under a name of its own, give it here: it then comes before the built-in ones. Routes are parted by commas, * stands for anything. Saving derives the last 14 days again."
      action={action}
      mayEdit={mayEdit}
      done="Saved. Signals are derived again within a few minutes."
    >
      {({ error }) => (
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          {NAMES.map(([name, label, hint]) => (
            <TextField
              key={`${name}${names[name]}`}
              label={label}
              hint={hint}
              name={name}
              defaultValue={names[name] ?? ''}
              maxLength={LONGEST[name] ?? 255}
              autoComplete="off"
              spellCheck={false}
              error={error?.field === name ? error.message : null}
            />
          ))}
        </div>
      )}
    </Section>
  );
}
