/** Money that need not be spent, each with what it rests on. */
import type { Bill, SavingFinding } from '@/advisor/types';
import { formatBytes, formatCount, formatMoney, formatNumber } from '@/advisor/words/format';
import { signalWord } from '@/advisor/words/signals';
import { overlapWords } from '@/advisor/words/work';
import { Card } from '@/components/ui/card';

export function Savings({ savings, now }: { savings: SavingFinding[]; now: Bill | null }) {
  if (now === null) return null;
  return (
    <Card id="savings" title="Savings" note="each with what it rests on; nothing is advised on a guess">
      {savings.length === 0 ? (
        <p className="text-pretty text-ink2 text-sm">
          None to see: that takes 14 days of CPU and memory, with less than 40 % of them used.
        </p>
      ) : (
        <>
          <ul className="text-sm">
            {savings.map((saving) => (
              <li
                key={saving.code}
                className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-line border-b py-2 last:border-0"
              >
                <span className="font-medium text-ink">{titleOf(saving)}</span>
                <b className="text-right font-semibold text-ink">
                  {saving.centsAMonth === null ? (
                    <span className="font-normal text-ink3">no price listed</span>
                  ) : (
                    `−${formatMoney(saving.centsAMonth, now.currency)}`
                  )}
                </b>
                <span className="col-span-2 text-pretty text-ink2">{evidenceOf(saving)}</span>
              </li>
            ))}
          </ul>
          {overlapWords(savings) === '' ? null : (
            <p className="mt-2 text-pretty text-ink3 text-xs">{overlapWords(savings)}</p>
          )}
        </>
      )}
    </Card>
  );
}

function titleOf(saving: SavingFinding): string {
  switch (saving.code) {
    case 'right-size':
      return `Take ${saving.to.count} × ${saving.to.plan} instead of ${saving.from.count} × ${saving.from.plan}`;
    case 'smaller-database':
      return `Take ${saving.to} for the database instead of ${saving.from}`;
    case 'follow-load':
      return 'Let the number of instances follow the load';
    case 'off-hours':
      return `Stop the instances in the ${saving.hoursAWeek} hours of the week when nobody comes`;
    case 'reserved':
      return `Commit to ${saving.instances} ${saving.instances === 1 ? 'instance' : 'instances'}`;
    case 'spot':
      return `Run ${saving.instances} on spot machines`;
  }
}

function evidenceOf(saving: SavingFinding): string {
  switch (saving.code) {
    case 'right-size':
      return `For ${saving.days} days ${signalWord(saving.signal)} stayed below ${Math.round(saving.usedShare * 100)} % of capacity (95th percentile), and no date is near. At the busiest five minutes the smaller one keeps to its targets.`;
    case 'smaller-database':
      return `At most ${formatCount(saving.connections, 'connection')} in ${saving.days} days, and in six months at most ${formatBytes(saving.workingSetBytes)} that can be read again and again (${saving.bound === 'own-cache' ? 'what its own cache holds, grown like the database' : 'all of the database'}): half of the smaller one’s memory holds it. ${saving.cpuShare === undefined ? 'It has as many processors; how busy they are is not measured.' : `Its processors carry what was used: ${Math.round(saving.cpuShare * 100)} % of today’s (95th percentile).`}`;
    case 'follow-load':
      return `The week’s hours need ${formatNumber(saving.meanInstances, 2)} instances on average, ${saving.peakInstances} run all the time.`;
    case 'off-hours':
      return `In each of the last ${saving.weeks} weeks no request came in these hours and less than ${Math.round(saving.idleShare * 100)} % of the CPU was used, while ${formatNumber(saving.instances, 2)} ${saving.instances === 1 ? 'instance' : 'instances'} ran. Only where nobody has to be answered then.`;
    case 'reserved':
      return `No hour of the last ${saving.days} days had fewer. ${saving.centsAMonth === null ? 'No list here has a price for a commitment: compare with your provider’s offer.' : 'At the listed price of a commitment.'}`;
    case 'spot':
      return `They are beyond what today’s load needs with its spares. ${saving.plan}, price of ${saving.priceDate ?? 'an unknown day'}; it changes by the hour, and the machine may be taken away. ${spotFirst(saving.first ?? ['stateless', 'zones'])}`;
  }
}

/** What spot machines take, as far as the checklist and the settings do not say that it is so. */
function spotFirst(first: readonly ('stateless' | 'zones')[]): string {
  if (first.length === 0) return 'The app keeps no state and stands in two zones or more, as that takes.';
  const words = { stateless: 'the step that takes state out of the instances', zones: 'two zones in the settings' };
  return `First: ${first.map((each) => words[each]).join(' and ')}.`;
}
