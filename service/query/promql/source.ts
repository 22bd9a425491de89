/** What a tree's selectors need, read before anything is computed: at which resolution, from when to when. */
import type { PoolClient } from 'pg';
import { patience, type Resolution, withTimeout } from '@/store';
import { resources } from '../../resources';
import { keptOf } from '../kept';
import type { Source } from './evaluate';
import { badData, type Expression, PromError, type Selector } from './expression';
import { constant } from './parse';
import type { Samples } from './samples';
import { asBadData, choose, readSamples, type Tenant } from './select';
import type { Steps } from './windows';

const LOOKBACK_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const STATEMENT_MS = 20_000;

/** One read-only transaction; what the database or a pattern refuses becomes an error of Prometheus's. */
export async function reading<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  try {
    return await withTimeout(resources().telemetry, STATEMENT_MS, work);
  } catch (error) {
    // 57014: the database cut the statement off.
    if ((error as { code?: string })?.code === '57014')
      throw new PromError('timeout', 'query timed out in query execution');
    throw asBadData(error);
  }
}

/** Reads what every selector of the tree needs, before anything is computed. */
export async function sourceFor(client: PoolClient, tenant: Tenant, expression: Expression, steps: Steps) {
  const read = new Map<Selector, Samples[]>();
  const selectors = selectorsIn(expression);
  fewSelectors(selectors.length);
  const have = patience();
  const lastAt = steps.startAt + (steps.count - 1) * steps.stepMs;
  const plan = planFor(tenant, selectors, steps.startAt, lastAt);
  for (const selector of selectors) {
    const windowMs = Math.max(selector.rangeMs === null ? plan.lookbackMs : selector.rangeMs, plan.leastRangeMs);
    const stretch = {
      fromAt: steps.startAt - selector.offsetMs - windowMs,
      toAt: lastAt - selector.offsetMs,
      resolution: plan.resolution,
    };
    const chosen = await choose(client, tenant, selector.matchers, have);
    read.set(selector, await readSamples(client, chosen, selector.matchers, stretch));
  }
  const { lookbackMs, leastRangeMs, warnings } = plan;
  const source: Source = (selector) => ({ samples: read.get(selector) ?? [], lookbackMs, leastRangeMs });
  return { source, warnings };
}

const MOST_SELECTORS = 100;

/** Each reads its own series. @throws PromError */
export function fewSelectors(count: number): void {
  if (count > MOST_SELECTORS)
    throw badData(`${count} selectors are more than ${MOST_SELECTORS}: ask one after the other`);
}

interface Plan {
  resolution: Resolution;
  lookbackMs: number;
  leastRangeMs: number;
  warnings: string[];
}

/** Minutes are enough for long stretches; hours are all there is beyond their retention, and said. */
export function planFor(tenant: Tenant, selectors: Selector[], startAt: number, lastAt: number): Plan {
  const windows = selectors.map(({ rangeMs }) => rangeMs ?? LOOKBACK_MS);
  const earliest = Math.min(...selectors.map(({ offsetMs }, i) => startAt - offsetMs - (windows[i] as number)));
  if (earliest < resources().now() - keptOf(tenant.apps).minuteMs - HOUR_MS) {
    const warnings = [
      'minutes are not kept that far back: hours are read, with a look-back of 65 min and ranges of at least 125 min',
    ];
    return { resolution: 'hour', lookbackMs: 65 * 60_000, leastRangeMs: 125 * 60_000, warnings };
  }
  const short = lastAt - earliest <= 3 * HOUR_MS || windows.some((ms) => ms < LOOKBACK_MS);
  return { resolution: short ? 'raw' : 'minute', lookbackMs: LOOKBACK_MS, leastRangeMs: 0, warnings: [] };
}

function selectorsIn(expression: Expression): Selector[] {
  if (constant(expression) !== null) return [];
  switch (expression.type) {
    case 'selector':
      return [expression];
    case 'rate':
      return [expression.selector];
    case 'binary':
      return [...selectorsIn(expression.left), ...selectorsIn(expression.right)];
    case 'number':
      return [];
    default:
      return selectorsIn(expression.argument);
  }
}
