import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { deploymentSchema } from '@/catalogue';
import { price } from '@/catalogue/schema/price';
import { roadmap } from '@/catalogue/schema/roadmap';
import { signal } from '@/catalogue/schema/signal';
import { step } from '@/catalogue/schema/step';
import type { Deployment, Price, Roadmap, SignalDefinition, Step } from '@/catalogue/types';

describe('the schemas', () => {
  it('give exactly the types that the rooms share (the compiler checks it)', () => {
    expectTypeOf<z.infer<typeof step>>().toEqualTypeOf<Step>();
    expectTypeOf<z.infer<typeof roadmap>>().toEqualTypeOf<Roadmap>();
    expectTypeOf<z.infer<typeof signal>>().toEqualTypeOf<SignalDefinition>();
    // What a class allows comes from catalogue/limits/, not from the price file.
    expectTypeOf<z.infer<typeof price>>().toEqualTypeOf<Omit<Price, 'maxConnections' | 'maxStorageGib' | 'storage'>>();
    expectTypeOf<z.infer<typeof deploymentSchema>>().toEqualTypeOf<Deployment>();
    expect([step, roadmap, signal, price].every((schema) => schema.safeParse({}).success)).toBe(false);
  });
});

describe('a deployment', () => {
  const messages = (value: unknown) =>
    deploymentSchema.safeParse(value).error?.issues.map(({ path, message }) => [path.join('.'), message]);

  it('may leave everything out', () => {
    expect(deploymentSchema.parse({})).toEqual({});
  });

  it.each<[string, unknown, [string, string][]]>([
    [
      'bounds the wrong way round',
      { instances: { min: 6, max: 2 } },
      [['instances', 'The smallest number of instances is above the largest: swap them.']],
    ],
    ['half an instance', { instances: { min: 0.5 } }, [['instances.min', 'Give a whole number.']]],
    ['no instance at all', { instances: { min: 0 } }, [['instances.min', 'Give at least 1.']]],
    [
      'all connections reserved',
      { database: { maxConnections: 10, reservedConnections: 10 } },
      [['database', 'Reserved connections must be fewer than the largest number of connections.']],
    ],
    ['a plan that is no id', { webPriceId: 'Render Standard' }, [['webPriceId', 'Choose one of the listed plans.']]],
  ])('refuses %s', (_name, value, expected) => {
    expect(messages(value)).toEqual(expected);
  });
});
