/**
 * What a bill is made of: parts, each of which says how much of which price it takes at a load, for the likely
 * demand and for any draw of it alike.
 */
import type { CostLine } from '@/catalogue/types';
import { type BookPrice, monthlyPrice, priceBook } from './book';
import { type DemandView, demandAt } from './demand';
import { egressPart, hasEgress } from './egress';
import { type BillInput, byFormula, byUse, phaseAt } from './formula';
import type { Part, Quantity } from './lines';
import { cheapestFor, databaseFor, instancesFor, redundantFrom } from './size';
import { storageNeed, storageParts } from './storage-lines';

/** What the owner stated: instances, database, extra lines, egress; empty where nothing is stated or priced. */
export function deploymentParts(input: BillInput): Part[] {
  const { facts } = input;
  const { deployment } = facts;
  const book = priceBook(facts);
  const parts: Part[] = [];
  const web = book.find(deployment.webPriceId);
  if (web !== undefined)
    parts.push({
      id: 'compute',
      title: 'Web instances',
      measured: true,
      quantity: (view) => instancesToday(input, web, view),
    });
  const database = book.find(deployment.database?.priceId);
  if (database !== undefined)
    parts.push({
      id: 'database',
      title: 'Database',
      measured: true,
      quantity: (view) => databaseQuantity(input, database, input.demand?.loadNow ?? null, view),
    });
  if (database !== undefined)
    parts.push(
      ...storageParts(
        input,
        database,
        (deployment.lines ?? []).map(({ priceId }) => priceId),
      ),
    );
  deployment.lines?.forEach((line, index) => {
    const price = book.find(line.priceId);
    if (price === undefined) return;
    const stated = { price, count: line.quantity, unit: price.unit, from: 'as stated in the settings' };
    parts.push({ id: `own-${index + 1}`, title: line.title, measured: false, quantity: () => stated });
  });
  const provider = web?.provider ?? database?.provider;
  if (parts.length > 0 && provider !== undefined) parts.push(...egressPart(input, provider));
  return parts.map((part) => overridden(input, part));
}

/** The phase's own lines at list price; instances and database by measured demand where there is any. */
export function phaseParts(input: BillInput, index: number): Part[] {
  const { facts } = input;
  const book = priceBook(facts);
  const lines = facts.roadmap.phases[index]?.bill ?? [];
  const parts = lines.map((line): Part => {
    const price = book.find(line.priceId);
    const common = { id: line.id, title: line.title, note: line.note, document: line };
    if (line.quantity !== undefined && price !== undefined)
      return {
        ...common,
        measured: false,
        quantity: (view) => byFormula(input, { price, text: line.quantity ?? '1', view, index }),
      };
    if (line.id === 'compute') {
      const sized = computePart(input, line, index);
      if (sized !== null) return sized;
    }
    if (price !== undefined && byUse(price) !== null)
      return {
        ...common,
        measured: true,
        quantity: (view) => usedQuantity(input, { price, view, index }),
      };
    if (price === undefined || monthlyPrice(price, book.money) === null)
      return { ...common, measured: false, quantity: () => null };
    if (line.id === 'database')
      return { ...common, measured: false, quantity: (view) => databaseQuantity(input, price, 0, view) };
    const one = { price, count: 1, unit: price.unit, from: "the roadmap's own line" };
    return { ...common, measured: false, quantity: () => one };
  });
  const database = book.find(lines.find(({ id }) => id === 'database')?.priceId);
  if (database !== undefined)
    parts.push(
      ...storageParts(
        input,
        database,
        lines.map(({ priceId }) => priceId),
      ),
    );
  const provider = lines
    .map((line) => book.find(line.priceId)?.provider)
    .find((it) => it !== undefined && hasEgress(it));
  if (parts.length > 0 && provider !== undefined) parts.push(...egressPart(input, provider));
  return parts.map((part) => overridden(input, part, index));
}

/** Of a price by use: what is measured of it; the document's own figure stands while it is not. */
function usedQuantity(
  input: BillInput,
  { price, view, index }: { price: BookPrice; view: DemandView | null; index: number },
): Quantity | null {
  const found = byFormula(input, { price, text: byUse(price) ?? '1', view, index });
  return found.missing === undefined ? found : null;
}

/** Instances that carry the load, of the app's own product or the line's; null where demand is not measured. */
function computePart(input: BillInput, line: CostLine, index: number): Part | null {
  const { facts, demand, load } = input;
  const book = priceBook(facts);
  const base = book.find(facts.deployment.webPriceId) ?? book.find(line.priceId);
  if (demand === null || base === undefined) return null;
  const at = (view: DemandView) =>
    cheapestFor(book, {
      facts,
      demand,
      view,
      base,
      statedFor: facts.deployment.webPriceId ?? null,
      load,
      redundant: index >= redundantFrom(facts),
    });
  if (at(demand) === null) return null;
  const instead =
    line.documentUsd === null ? '' : `Instead of the document's $${line.documentUsd} for "${line.title}".`;
  return {
    id: line.id,
    title: 'Web instances',
    note: [instead, line.note ?? ''].filter(Boolean).join(' ') || undefined,
    measured: true,
    quantity: (view) => {
      const found = at(view ?? demand);
      if (found === null) return null;
      const cheaper = found.price.id === base.id ? '' : `, cheapest size of ${base.provider}`;
      return { price: found.price, count: found.sized.count, unit: 'instances', from: `${found.sized.from}${cheaper}` };
    },
  };
}

/** Today's count at today's load; above it never fewer, below it never more. Autoscaled: hour by hour of the week. */
function instancesToday(input: BillInput, price: BookPrice, view: DemandView | null): Quantity {
  const { facts, load, demand } = input;
  const { min, max } = facts.deployment.instances ?? {};
  const seen = demand?.instances ?? min ?? 1;
  const word =
    demand?.instances != null
      ? 'live instances'
      : min === undefined
        ? 'one instance, none stated'
        : 'smallest number stated';
  const said = (count: number, from: string): Quantity => ({ price, count, unit: 'instances', from });
  const loadNow = demand?.loadNow ?? null;
  if (demand === null || loadNow === null) return said(seen, word);
  const scales = min !== undefined && max !== undefined && min < max && demand.week.length > 0;
  if (load === loadNow && !scales) return said(seen, word);
  const redundant = (phaseAt(facts, load) ?? 0) >= redundantFrom(facts);
  const statedFor = facts.deployment.webPriceId ?? null;
  const needed = (at: number) =>
    instancesFor({ facts, demand, view: view ?? demand, price, statedFor, load: at, redundant });
  const most = needed(load);
  if (most === null) return said(seen, load === loadNow ? word : `${word}; demand not measured, so not scaled`);
  const least = Math.min(min ?? 1, seen);
  const within = (was: number, count: number) =>
    load > loadNow ? Math.max(was, count) : load === loadNow ? was : Math.min(was, Math.max(least, count));
  if (!scales) return said(within(seen, most.count), most.from);
  // RULES 15.2: the bill follows the week's hours, not their peak. The hour's own maximum is its busiest.
  const mean =
    demand.week.reduce((sum, hour) => {
      const count = needed((load * hour.share) / (view ?? demand).peakFactor)?.count ?? seen;
      return sum + within(hour.instances || seen, Math.max(min, count));
    }, 0) / demand.week.length;
  return said(mean, `mean of the week’s hours, ${load === loadNow ? 'as measured' : most.from}`);
}

/** `growsFrom`: load up to which the class stays as it is; null where it is not known how to scale. */
function databaseQuantity(
  input: BillInput,
  base: BookPrice,
  growsFrom: number | null,
  view: DemandView | null,
): Quantity {
  const { facts, load, demand } = input;
  const stated = facts.deployment.database;
  const own = stated?.priceId === base.id ? (stated.maxConnections ?? null) : null;
  const unknown = (base.maxConnections ?? own) === null;
  const storageGib = storageNeed(input);
  const notes = [
    ...(unknown ? ['Connection limit not known: chosen on memory and storage.'] : []),
    ...(storageGib !== null && base.maxStorageGib === undefined ? ['Storage limit not known.'] : []),
  ];
  const said = (price: BookPrice, from: string): Quantity => ({
    price,
    count: 1,
    unit: 'database',
    from,
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  });
  if (demand === null || growsFrom === null || load <= growsFrom) return said(base, '1 database');
  const connections = unknown ? null : demandAt(view ?? demand, 'db.connections.used', load);
  const asksStorage = storageGib !== null && base.maxStorageGib !== undefined;
  if (connections === null && !asksStorage) return said(base, '1 database');
  const holds = asksStorage ? 'that holds six months of growth' : '';
  const used = connections === null ? '' : 'whose connections are used to 80 % at most';
  const from = `1 class ${[used, holds].filter(Boolean).join(' and ')}`;
  return said(databaseFor(priceBook(facts), base, { connections, storageGib }, own), from);
}

/** The team's own quantity of a line wins, and says so. */
function overridden(input: BillInput, part: Part, index?: number): Part {
  const own = input.facts.ownQuantities?.find((it) => it.lineId === part.id);
  if (own === undefined) return part;
  const { byTime: _, ...rest } = part;
  return {
    ...rest,
    quantity: (view) => {
      const before = part.quantity(view);
      if (before === null) return null;
      const found = byFormula(input, { price: before.price, text: own.formula, view, index });
      return {
        ...found,
        own: true,
        note: own.reason === '' ? 'Your own quantity.' : `Your own quantity: ${own.reason}`,
      };
    },
  };
}
