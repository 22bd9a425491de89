/** Form fields as service wants them; what is not a number stays NaN, so that service names the field. */
import type { Deployment, Population } from '@/catalogue/types';
import type { AddTargetInput } from '@/service/apps/targets';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export function textOf(form: FormData, field: string): string | undefined {
  return String(form.get(field) ?? '').trim() || undefined;
}

export function numberOf(form: FormData, field: string): number | undefined {
  const text = textOf(form, field)?.replace(/,/g, '');
  return text === undefined ? undefined : Number(text);
}

export function populationOf(form: FormData): Population | null {
  return (textOf(form, 'population') ?? null) as Population | null;
}

const times = (value: number | undefined, by: number) => (value === undefined ? undefined : Math.round(value * by));

/** What the form holds, and what it does not show (fixed lines of the bill) as it was. */
export function deploymentOf(form: FormData, before: Deployment): Deployment {
  return withoutEmpty({
    ...before,
    provider: textOf(form, 'provider'),
    webPriceId: textOf(form, 'webPriceId'),
    instances: withoutEmpty({ min: numberOf(form, 'instancesMin'), max: numberOf(form, 'instancesMax') }),
    zones: numberOf(form, 'zones'),
    perInstance: withoutEmpty({
      cores: numberOf(form, 'cores'),
      memoryBytes: times(numberOf(form, 'memoryMib'), MIB),
      heapLimitBytes: times(numberOf(form, 'heapLimitMib'), MIB),
      poolMax: numberOf(form, 'poolMax'),
      socketsMax: numberOf(form, 'socketsMax'),
    }),
    database: withoutEmpty({
      priceId: textOf(form, 'databasePriceId'),
      maxConnections: numberOf(form, 'maxConnections'),
      reservedConnections: numberOf(form, 'reservedConnections'),
      storageBytes: times(numberOf(form, 'storageGib'), GIB),
    }),
  });
}

function withoutEmpty<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

/** What stands in the fields of the chosen kind; blanks in a password are part of it. */
export function credentialOf(form: FormData): AddTargetInput['credential'] {
  const text = (field: string) => String(form.get(field) ?? '');
  switch (form.get('credential')) {
    case 'basic':
      return { kind: 'basic', username: text('username').trim(), password: text('password') };
    case 'bearer':
      return { kind: 'bearer', token: text('token').trim() };
    default:
      return null;
  }
}
