/** What if load were n times today's: chosen by a link, so that the answer can be sent on. */
import Link from 'next/link';
import type { Bill } from '@/advisor/types';
import { formatMoney, formatMultiple, formatNumber, formatUsdRange } from '@/advisor/words/format';
import { rangeBeside, shortPhase } from '@/advisor/words/names';
import { signalWord } from '@/advisor/words/signals';
import type { Phase } from '@/catalogue/types';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { StateMark } from '@/components/ui/state-mark';
import type { CostsView } from '@/service/views/views';
import { LoadField } from './load-field';

const STEPS = [1, 2, 3, 5, 10];

export function WhatIf({ view, loadNow }: { view: CostsView; loadNow: number | null }) {
  const { advice, whatIf } = view;
  const own = advice?.headroom.multiple ?? null;
  const steps = own && own > 1.05 && own < 10 ? [...STEPS, Number(own.toFixed(1))].toSorted((a, b) => a - b) : STEPS;
  const chosen = whatIf ? Number(whatIf.multiple.toFixed(2)) : null;
  return (
    <Card
      id="what-if"
      className="h-full"
      title="What if"
      aside={
        whatIf ? (
          <TextLink href="?" scroll={false}>
            Reset to now
          </TextLink>
        ) : null
      }
      foot={whatIf?.bill ? <Verdict bill={whatIf.bill} /> : undefined}
    >
      <nav aria-label="Times today’s load" className="flex overflow-hidden rounded-md border border-line text-sm">
        {[...new Set(steps)].map((step) => (
          <Link
            key={step}
            href={`?x=${step}`}
            prefetch={false}
            scroll={false}
            aria-current={chosen === step ? 'true' : undefined}
            className={cx(
              'grid h-9 grow basis-0 place-items-center border-line border-r px-1 max-sm:h-11',
              chosen === step ? 'bg-accent font-semibold text-on-accent' : 'text-ink2 hover:bg-sunk',
            )}
          >
            {step}×
          </Link>
        ))}
        <LoadField load={whatIf ? Math.round(whatIf.load) : loadNow === null ? null : Math.round(loadNow)} />
      </nav>
      {whatIf ? (
        <Facts view={view} whatIf={whatIf} />
      ) : (
        <>
          <Now view={view} load={loadNow} />
          <p className="mt-3 text-pretty text-ink3 text-xs">
            Choose a multiple of today’s load, type a number of users, or click into the chart. The address keeps it, so
            you can send it on.
          </p>
        </>
      )}
    </Card>
  );
}

/** Until something is chosen: the same of today, so that there is something to compare with. */
function Now({ view: { roadmap, advice }, load }: { view: CostsView; load: number | null }) {
  const now = advice?.estimate.now ?? null;
  const position = advice?.position.code === 'position' ? advice.position.loadInRoadmapUnit : null;
  const phase = position === null ? undefined : roadmap.phases.findLast((p) => p.from <= position);
  return (
    <dl className="mt-2 text-sm [&>div:last-child]:border-0">
      {load === null ? null : (
        <Fact name="Load">
          <b>{formatNumber(Math.round(load))}</b> users today
        </Fact>
      )}
      {phase ? <PhaseFact phase={phase} /> : null}
      {now ? (
        <>
          <BillFact bill={now} />
          {now.load > 0 ? (
            <Fact name="Per 1,000 users">
              <b>{perThousand(now, now.load)}</b>
            </Fact>
          ) : null}
          <Instances bill={now} now={null} />
        </>
      ) : null}
    </dl>
  );
}

function PhaseFact({ phase }: { phase: Phase }) {
  return (
    <Fact name="Phase">
      <b>{shortPhase(phase)}</b> {rangeBeside(phase)}
    </Fact>
  );
}

function BillFact({ bill }: { bill: Bill }) {
  return (
    <Fact name="Bill">
      <b>{formatMoney(bill.cents, bill.currency)}</b>
      {bill.lowCents === bill.highCents
        ? ''
        : ` low ${formatMoney(bill.lowCents, bill.currency)}, high ${formatMoney(bill.highCents, bill.currency)}`}
    </Fact>
  );
}

function Facts({ view, whatIf }: { view: CostsView; whatIf: NonNullable<CostsView['whatIf']> }) {
  const { roadmap, advice } = view;
  const { bill, load } = whatIf;
  const now = advice?.estimate.now ?? null;
  const phase = roadmap.phases.findLast((p) => p.from <= load);
  const first = whatIf.firstThen;
  return (
    <dl className="mt-2 text-sm [&>div:last-child]:border-0">
      <Fact name="Load">
        <b>{formatNumber(Math.round(load))}</b> users, {formatMultiple(whatIf.multiple).replace('.0×', '×')} today’s
      </Fact>
      {phase ? <PhaseFact phase={phase} /> : null}
      {bill ? <BillFact bill={bill} /> : <Fact name="Bill">cannot tell: no prices for this load</Fact>}
      {bill && load > 0 ? (
        <Fact name="Per 1,000 users">
          <b>{perThousand(bill, load)}</b>
          {now && now.load > 0 ? ` now ${perThousand(now, now.load)}` : ''}
        </Fact>
      ) : null}
      <Instances bill={bill} now={now} />
      <Fact name="Steps needed">
        <b>{whatIf.openSteps}</b> open
      </Fact>
      <Fact name="First to cross">
        {first ? (
          <>
            <b>{signalWord(first.signal)}</b>
            {first.code === 'fits' ? ` at ${formatMultiple(first.multiple)}` : ''}
          </>
        ) : (
          'cannot tell yet'
        )}
      </Fact>
    </dl>
  );
}

function Instances({ bill, now }: { bill: Bill | null; now: Bill | null }) {
  const web = (b: Bill | null) => b?.lines.find((line) => /instance|node|dyno/.test(line.quantityUnit));
  const [then, today] = [web(bill), web(now)];
  if (!then) return null;
  return (
    <Fact name={then.title}>
      <b>{formatNumber(then.quantity)}</b>{' '}
      {then.quantity === 1 ? then.quantityUnit.replace(/s$/, '') : then.quantityUnit}
      {today ? `, now ${formatNumber(today.quantity)}` : ''}
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[124px_minmax(0,1fr)] items-baseline border-line border-b py-2">
      <dt className="text-ink2">{name}</dt>
      <dd className="text-ink2 [&_b]:font-semibold [&_b]:text-ink">{children}</dd>
    </div>
  );
}

/** $11.30 rather than $11: these are small numbers, compared with each other. */
function perThousand(bill: Bill, load: number): string {
  const dollars = bill.cents / 100 / (load / 1000);
  return `$${dollars >= 100 ? Math.round(dollars).toLocaleString('en-US') : dollars.toFixed(2)}`;
}

function Verdict({ bill }: { bill: Bill }) {
  const range = bill.roadmap[0];
  if (!range) return <p>The document gives no range for this load.</p>;
  const words = formatUsdRange(range.lowUsd, range.highUsd);
  const apart = range.verdict === 'above' ? bill.cents / 100 - (range.highUsd ?? 0) : range.lowUsd - bill.cents / 100;
  return (
    <p
      className={cx(
        'flex items-start gap-2',
        range.verdict === 'inside' ? 'text-ok' : range.verdict === 'above' ? 'text-warn' : 'text-ink2',
      )}
    >
      <StateMark state={range.verdict === 'inside' ? 'ok' : range.verdict === 'above' ? 'soon' : 'cannot-tell'} />
      <span>
        {range.verdict === 'inside'
          ? `Inside the roadmap’s ${words} (${range.place}).`
          : `${formatMoney(apart * 100)} ${range.verdict} the roadmap’s ${words} (${range.place}).`}
      </span>
    </p>
  );
}
