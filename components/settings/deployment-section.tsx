'use client';

import type { Deployment } from '@/catalogue/types';
import { SelectField, TextField } from '@/components/ui/field';
import type { PlanChoice } from '@/service/apps/connect';
import type { SaveAction } from './save';
import { Section } from './section';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

interface DeploymentSectionProps {
  deployment: Deployment;
  plans: { web: PlanChoice[]; database: PlanChoice[] };
  action: SaveAction;
  mayEdit: boolean;
}

/** What the app runs on today: capacities behind the percentages, and today's bill. */
export function DeploymentSection({ deployment, plans, action, mayEdit }: DeploymentSectionProps) {
  const { instances = {}, perInstance = {}, database = {} } = deployment;
  const whole = (field: string, label: string, value: number | undefined, unit?: string, hint?: string) => (
    <TextField
      key={`${field}${value}`}
      label={label}
      name={field}
      inputMode="numeric"
      defaultValue={value?.toString()}
      unit={unit}
      hint={hint}
    />
  );
  return (
    <Section
      id="deployment"
      title="Deployment"
      says="What the app runs on today. Limits, headroom and today’s bill use it; what stays empty is not guessed. Signals of the last 14 days are derived again after a change."
      action={action}
      mayEdit={mayEdit}
      done="Saved. Signals are derived again within a few minutes."
    >
      {() => (
        <div className="grid gap-6">
          <Group title="Web instances">
            <TextField
              key={deployment.provider}
              label="Provider"
              name="provider"
              defaultValue={deployment.provider ?? ''}
            />
            {whole('zones', 'Zones', deployment.zones)}
            <Plan name="webPriceId" label="Plan of one instance" plans={plans.web} value={deployment.webPriceId} />
            {whole('instancesMin', 'Instances, fewest', instances.min)}
            {whole('instancesMax', 'Instances, most', instances.max)}
          </Group>
          <Group title="Of one instance">
            <TextField
              key={`cores${perInstance.cores}`}
              label="Cores"
              name="cores"
              inputMode="decimal"
              defaultValue={perInstance.cores?.toString()}
            />
            {whole(
              'memoryMib',
              'Memory',
              perInstance.memoryBytes === undefined ? undefined : Math.round(perInstance.memoryBytes / MIB),
              'MiB',
            )}
            {whole(
              'heapLimitMib',
              'Heap limit',
              perInstance.heapLimitBytes === undefined ? undefined : Math.round(perInstance.heapLimitBytes / MIB),
              'MiB',
            )}
            {whole('poolMax', 'Largest database pool', perInstance.poolMax, 'connections')}
            {whole('socketsMax', 'Most sockets', perInstance.socketsMax)}
          </Group>
          <Group title="Database">
            <Plan name="databasePriceId" label="Plan" plans={plans.database} value={database.priceId} />
            {whole('maxConnections', 'Most connections', database.maxConnections)}
            {whole('reservedConnections', 'Reserved of them', database.reservedConnections)}
            {whole(
              'storageGib',
              'Storage',
              database.storageBytes === undefined ? undefined : Math.round(database.storageBytes / GIB),
              'GiB',
            )}
          </Group>
        </div>
      )}
    </Section>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div role="group" aria-label={title}>
      <p className="mb-2 text-xs text-ink3">{title}</p>
      <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2">{children}</div>
    </div>
  );
}

function Plan({
  name,
  label,
  plans,
  value,
}: {
  name: string;
  label: string;
  plans: PlanChoice[];
  value: string | undefined;
}) {
  const providers = [...new Set(plans.map(({ provider }) => provider))];
  return (
    <SelectField key={value} label={label} name={name} defaultValue={value ?? ''} className="sm:col-span-2">
      <option value="">not said</option>
      {value && !plans.some(({ id }) => id === value) ? <option value={value}>{value}</option> : null}
      {providers.map((provider) => (
        <optgroup key={provider} label={provider}>
          {plans
            .filter((plan) => plan.provider === provider)
            .map((plan) => (
              <option key={plan.id} value={plan.id}>
                {plan.label}
              </option>
            ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
