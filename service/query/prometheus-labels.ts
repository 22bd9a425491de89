/** The parts of Prometheus's HTTP API that tell what there is: series, labels, their values, metadata. */
import { patience, readMetrics } from '@/store';
import type { PromAnswer } from './prometheus';
import { badData } from './promql/expression';
import { labelName, metricNames, suffixesOf } from './promql/naming';
import { parse } from './promql/parse';
import { type Chosen, choose, type Tenant } from './promql/select';
import { fewSelectors, reading } from './promql/source';

/** Label sets that the `match[]` selectors mean; of all time, because series carry no times of their own. */
export async function seriesOf(tenant: Tenant, given: URLSearchParams): Promise<PromAnswer> {
  if (given.getAll('match[]').length === 0) throw badData('no match[] parameter provided');
  const chosen = await chosenBy(tenant, given);
  const data = chosen.flatMap(({ labels, wanted }) => wanted.map(({ name }) => ({ __name__: name, ...labels })));
  return limited(data, given);
}

export async function labelNames(tenant: Tenant, given: URLSearchParams): Promise<PromAnswer> {
  const names = new Set<string>();
  for (const { labels, series } of await chosenBy(tenant, given)) {
    for (const name of Object.keys(labels)) names.add(name);
    if (suffixesOf(series.kind)[0] !== '') names.add('le');
    names.add('__name__');
  }
  return limited([...names].sort(), given);
}

export async function labelValues(tenant: Tenant, label: string, given: URLSearchParams): Promise<PromAnswer> {
  const name = label === '__name__' ? label : labelName(label);
  if (name === '__name__' && given.getAll('match[]').length === 0) return limited(await allNames(tenant), given);
  const values = new Set<string>();
  for (const { labels, wanted } of await chosenBy(tenant, given)) {
    if (name === '__name__') for (const each of wanted) values.add(each.name);
    else if (labels[name] !== undefined) values.add(labels[name] as string);
  }
  return limited([...values].sort(), given);
}

/** Type, help and unit by metric name. */
export async function metadata(tenant: Tenant, given: URLSearchParams): Promise<PromAnswer> {
  const only = given.get('metric');
  const data: Record<string, { type: string; help: string; unit: string }[]> = Object.create(null);
  await reading(async (client) => {
    for (const { id } of tenant.apps) {
      for (const each of await readMetrics(client, id)) {
        const name = metricNames(each)[0] as string;
        if (only !== null && name !== only && each.metric !== only) continue;
        const histogram = suffixesOf(each.kind)[0] !== '';
        const type = histogram ? 'histogram' : each.monotonic ? 'counter' : 'gauge';
        const entry = { type, help: each.description, unit: each.unit };
        const known = data[name] ?? [];
        if (!known.some(({ type: t, help, unit }) => t === type && help === entry.help && unit === entry.unit))
          known.push(entry);
        data[name] = known;
      }
    }
  });
  return { data, warnings: [] };
}

async function allNames(tenant: Tenant): Promise<string[]> {
  const names = new Set<string>();
  await reading(async (client) => {
    for (const { id } of tenant.apps) {
      for (const each of await readMetrics(client, id)) {
        for (const suffix of suffixesOf(each.kind)) names.add(`${metricNames(each)[0]}${suffix}`);
      }
    }
  });
  return [...names].sort();
}

async function chosenBy(tenant: Tenant, given: URLSearchParams): Promise<Chosen[]> {
  const selectors = given.getAll('match[]').map((text) => {
    const selector = parse(text);
    if (selector.type !== 'selector' || selector.rangeMs !== null)
      throw badData(`invalid parameter "match[]": ${text} is no instant selector`);
    return selector.matchers;
  });
  fewSelectors(selectors.length);
  const have = patience();
  return reading(async (client) => {
    const found = new Map<string, Chosen>();
    for (const matchers of selectors.length > 0 ? selectors : [[]]) {
      for (const each of await choose(client, tenant, matchers, have)) {
        const names = each.wanted.map(({ name }) => name);
        found.set(`${each.series.id}|${names}`, each);
      }
    }
    return [...found.values()];
  });
}

function limited<T>(data: T[], given: URLSearchParams): PromAnswer {
  const limit = Number(given.get('limit') ?? 0);
  if (!(limit > 0) || data.length <= limit) return { data, warnings: [] };
  return { data: data.slice(0, limit), warnings: ['results truncated due to limit'] };
}
