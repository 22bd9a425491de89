'use client';

import { TextField } from '@/components/ui/field';
import type { MetricNamesInput } from '@/service/inputs';
import type { SaveAction } from './save';
import { Section } from './section';

const NAMES: [keyof MetricNamesInput, string, string][] = [
  ['users', 'Active users', 'built in: app.users.active, active_users'],
  ['cacheHits', 'Cache hits', 'built in: cache.hits, redis.keyspace.hits'],
  ['cacheMisses', 'Cache misses', 'built in: cache.misses, redis.keyspace.misses'],
  ['queueDepth', 'Queue depth', 'built in: messaging.queue.depth'],
  ['jobDuration', 'Job duration', 'built in: messaging.process.duration'],
  ['assetLoad', 'Asset load time', 'for example web_vitals_lcp'],
];

/** Names of metrics that only the team knows. */
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
      title="Metric names"
      says="Where your app sends one of these under a name of its own, give it here. It then comes before the built-in ones, and the last 14 days are derived again."
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
              maxLength={255}
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
