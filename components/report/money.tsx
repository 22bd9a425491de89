/** Two bars: the bill now and in the next phase, whiskers for low–high, dashed boxes for the roadmap's own range. */
import type { Advice, Bill } from '@/advisor/types';
import { formatMoney, formatMoneyRange, formatUsdRange } from '@/advisor/words/format';
import { nextPhaseBill, withoutWords } from '@/advisor/words/sentences';
import type { Roadmap } from '@/catalogue/types';

export function Money({ advice, roadmap }: { advice: Advice; roadmap: Roadmap }) {
  const { now } = advice.estimate;
  const next = nextPhaseBill(advice, roadmap);
  if (!now && !next)
    return <p className="text-ink2 text-sm">No bill yet: neither a deployment nor prices are known.</p>;
  const tops = [now, next?.bill ?? null].flatMap((bill) =>
    bill ? [bill.highCents, (bill.roadmap[0]?.highUsd ?? 0) * 100] : [],
  );
  const most = Math.max(1, ...tops);
  const without = now ? withoutWords(now) : '';
  const verdict = now?.roadmap[0];
  return (
    <div className="grid gap-3">
      {now ? <Bar bill={now} most={most} name="now" tone="bg-now" /> : null}
      {next ? <Bar bill={next.bill} most={most} name={`in ${next.phase}`} tone="bg-accent" /> : null}
      <p className="text-pretty text-ink3 text-xs">
        Dashed: the roadmap’s own range.
        {verdict && verdict.verdict !== 'inside' ? ` Today’s bill is ${verdict.verdict} it.` : ''}
        {without ? ` All ${without}.` : ''}
      </p>
    </div>
  );
}

function Bar({ bill, most, name, tone }: { bill: Bill; most: number; name: string; tone: string }) {
  const at = (cents: number) => `${Math.min(100, (100 * cents) / most)}%`;
  const range = bill.roadmap[0];
  return (
    <div>
      <p className="flex justify-between gap-3 text-ink2 text-sm">
        <span>
          <b className="font-semibold text-ink">{formatMoney(bill.cents, bill.currency)}</b> {name}{' '}
          {bill.lowCents === bill.highCents ? null : (
            <span className="text-ink3">({formatMoneyRange(bill.lowCents, bill.highCents, bill.currency)})</span>
          )}
        </span>
        <span className="text-ink3 text-xs">
          {range ? `roadmap ${formatUsdRange(range.lowUsd, range.highUsd)}` : 'the document gives no range'}
        </span>
      </p>
      <div className="relative mt-1 h-[18px]" aria-hidden="true">
        <span className={`absolute top-[3px] left-0 h-3 rounded-[2px] ${tone}`} style={{ width: at(bill.cents) }} />
        {range ? (
          <span
            className="absolute top-0 h-[18px] border border-ink3 border-dashed"
            style={{ left: at(range.lowUsd * 100), right: `calc(100% - ${at((range.highUsd ?? most / 100) * 100)})` }}
          />
        ) : null}
        <span
          className="absolute top-[8.25px] h-[1.5px] bg-ink"
          style={{ left: at(bill.lowCents), width: `calc(${at(bill.highCents)} - ${at(bill.lowCents)})` }}
        />
        {[bill.lowCents, bill.highCents].map((cents) => (
          <span key={cents} className="absolute top-[5px] h-2 w-[1.5px] bg-ink" style={{ left: at(cents) }} />
        ))}
      </div>
    </div>
  );
}
