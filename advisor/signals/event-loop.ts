/** eventloop.used, the limit of a one-threaded runtime; and eventloop.delay, how late its timers come. */
import type { SignalColumns } from '../types';
import { columnsFrom, takeWorse } from './columns';
import { counted } from './counts';
import { LOOP_DELAYS, nameOf } from './cpu';
import { hold, isLevel } from './gauges';
import { add, at, attribute, hourGrid, type Prepared, toMs, zeros } from './points';
import { byInstance, resourceColumns, type Unit } from './resources';
import { type Scope, seriesOf } from './scope';

/** Share of time in which the event loop worked; each instance has one loop. */
export function eventLoopUsed(scope: Scope): SignalColumns | null {
  const utilization = [...byInstance(seriesOf(scope, 'nodejs.eventloop.utilization'))].map(
    ([instance, series]): Unit => ({
      name: nameOf(scope, instance),
      demand: meanOfLoops(scope, series),
      capacity: 1,
      series,
    }),
  );
  const recipe = 'nodejs.eventloop.utilization (gauge)';
  const measured = resourceColumns({ signal: 'eventloop.used', scope, units: utilization, merge: 'worst', recipe });
  if (measured) return measured;
  const times = [...byInstance(seriesOf(scope, 'nodejs.eventloop.time'))].map(([instance, series]): Unit => {
    const active = counted(
      scope.hourAt,
      series.filter((each) => attribute(each, 'nodejs.eventloop.state') === 'active'),
    );
    const all = counted(scope.hourAt, series);
    return {
      name: nameOf(scope, instance),
      demand: active.amount.map((value, m) => (at(all.amount, m) > 0 ? value / at(all.amount, m) : Number.NaN)),
      capacity: 1,
      series,
    };
  });
  return resourceColumns({
    signal: 'eventloop.used',
    scope,
    units: times,
    merge: 'worst',
    recipe: 'nodejs.eventloop.time (active share)',
  });
}

/**
 * Several loops of one instance (worker threads) are one unit each in the mean. Only loops alive in the
 * minute count: a new release is a new series, and the one it replaced is no second loop.
 */
function meanOfLoops({ hourAt }: Scope, series: Prepared[]): Float64Array {
  const time = zeros();
  const busy = zeros();
  for (const each of series) {
    const { integral, coveredMs } = hold(each, hourAt);
    for (let m = 0; m < hourGrid.minutes; m++) {
      add(busy, m, at(integral, m));
      add(time, m, at(coveredMs, m));
    }
  }
  return busy.map((sum, m) => (at(time, m) > 0 ? sum / at(time, m) : Number.NaN));
}

/** The worst loop of any instance, ms: quantiles cannot be merged, and one loop that stalls is felt by its users. */
export function eventLoopDelay(scope: Scope): SignalColumns | null {
  for (const metric of LOOP_DELAYS) {
    const series = seriesOf(scope, metric).filter(isLevel);
    if (series.length === 0) continue;
    const recipe = `${metric} (gauge, the worst loop)`;
    const columns = columnsFrom({ signal: 'eventloop.delay', scope, series, recipe });
    for (const each of series) {
      const { integral, coveredMs } = hold(each, scope.hourAt);
      const unitMs = toMs(each.series.unit, 1000);
      const delay = integral.map((sum, m) => (sum / at(coveredMs, m)) * unitMs);
      takeWorse(columns, nameOf(scope, each.instance), delay);
    }
    return columns;
  }
  return null;
}
