/** Puts beside each price what its class allows; a class without a limit keeps none. */
import { readClassFormula } from './formula';
import type { Limit, Price } from './types';

export function withLimits(prices: Map<string, Price>, limits: Limit[]): Map<string, Price> {
  return new Map(
    [...prices].map(([id, price]) => {
      const of = (what: Limit['of']) =>
        limits.find((it) => it.of === what && it.provider === price.provider && it.services.includes(price.service));
      const [connections, storage] = [of('connections'), of('storage')];
      const [most, gib] = [connections, storage].map((limit) => (limit ? mostOf(price, limit) : null));
      return [
        id,
        {
          ...price,
          ...(most == null ? {} : { maxConnections: most }),
          ...(gib == null ? {} : { maxStorageGib: gib }),
          ...(storage?.priceId === undefined
            ? {}
            : { storage: { priceId: storage.priceId, copies: storage.copies ?? 1 } }),
        },
      ];
    }),
  );
}

function mostOf(price: Price, limit: Limit): number | null {
  const listed = limit.plans?.[price.plan];
  if (listed !== undefined) return listed;
  if (limit.formula === undefined) return null;
  const formula = readClassFormula(limit.formula);
  const size: Record<string, number | null> = { memory_gib: price.memoryGib, vcpu: price.vcpu };
  if (formula.names.some((name) => size[name] == null)) return null;
  const most = formula.value(size as Record<string, number>);
  return Number.isFinite(most) && most >= 1 ? Math.floor(most) : null;
}
