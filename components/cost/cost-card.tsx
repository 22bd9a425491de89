/** What it costs now and in the next phase, line by line, as pairs of bars. */
import type { Advice } from '@/advisor/types';
import { formatMoney, formatUsdRange } from '@/advisor/words/format';
import { costsHeadline, nextPhaseBill, withoutWords } from '@/advisor/words/sentences';
import type { Roadmap } from '@/catalogue/types';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { type PairedLine, pairLines } from './bill-pair';

const MOST_LINES = 7;

export function CostCard({ advice, roadmap, href }: { advice: Advice; roadmap: Roadmap; href: string }) {
  const now = advice.estimate.now;
  const next = nextPhaseBill(advice, roadmap);
  const line = costsHeadline(advice, roadmap);
  const pairs = pairLines(now, next?.bill ?? null);
  const shown = pairs.slice(0, MOST_LINES);
  const most = Math.max(1, ...pairs.map((p) => Math.max(p.now?.cents ?? 0, p.next?.cents ?? 0)));
  return (
    <Card
      id="cost"
      className="h-full"
      title={
        <span className="font-normal text-ink2">
          Cost{' '}
          <b className="font-semibold text-ink">
            {now || next ? [line.now, line.next].filter(Boolean).join(' → ') : 'not known yet'}
          </b>
        </span>
      }
      aside={<TextLink href={`${href}/costs`}>What if</TextLink>}
    >
      {pairs.length === 0 ? (
        <p className="text-pretty text-ink2 text-sm">
          A bill needs two things: what the app runs on, set in the{' '}
          <TextLink href={`${href}/settings`}>settings</TextLink>, and a day of measured load.
        </p>
      ) : (
        <table className="w-full text-sm">
          <thead className="text-ink3 text-xs">
            <tr className="border-line border-b">
              <th scope="col" className="pb-1.5 text-left font-normal">
                a month
              </th>
              <th scope="col" className="w-[24%] font-normal">
                <span className="sr-only">as bars</span>
              </th>
              <th scope="col" className="pb-1.5 pl-2 text-right font-normal">
                now
              </th>
              <th scope="col" className="pb-1.5 pl-3 text-right font-normal">
                {next?.phase ?? ''}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((pair) => (
              <Row
                key={pair.id}
                pair={pair}
                most={most}
                withNext={next !== null}
                currency={(now ?? next?.bill)?.currency}
              />
            ))}
          </tbody>
        </table>
      )}
      {pairs.length > shown.length ? (
        <p className="pt-2 text-ink3 text-xs">and {pairs.length - shown.length} smaller lines</p>
      ) : null}
      <Caption advice={advice} next={next} />
    </Card>
  );
}

interface RowProps {
  pair: PairedLine;
  most: number;
  withNext: boolean;
  currency: string | undefined;
}

function Row({ pair, most, withNext, currency }: RowProps) {
  const plan = planWords(pair);
  return (
    <tr className="border-line border-b last:border-0">
      <th scope="row" className="py-1.5 pr-3 text-left text-pretty font-normal text-ink2">
        <span className="block text-ink">{pair.title}</span>
        {plan === '' ? null : <span className="block text-xs text-ink3">{plan}</span>}
      </th>
      <td aria-hidden="true">
        <span
          className="block h-[5px] rounded-[1px] bg-now"
          style={{ width: `${(100 * (pair.now?.cents ?? 0)) / most}%` }}
        />
        <span
          className="mt-px block h-[5px] rounded-[1px] bg-accent"
          style={{ width: `${(100 * (pair.next?.cents ?? 0)) / most}%` }}
        />
      </td>
      <td className="pl-2 text-right text-ink2">{pair.now ? money(pair.now.cents, currency) : '–'}</td>
      <td className="pl-3 text-right font-semibold text-ink">
        {withNext ? (pair.next ? money(pair.next.cents, currency) : '–') : ''}
      </td>
    </tr>
  );
}

/** "Atlas M10 → M30", "2 × Render Pro", "none → 1 GB". */
function planWords({ now, next }: PairedLine): string {
  if (now && next && now.plan !== next.plan) return `${now.plan} → ${withoutShared(now.plan, next.plan)}`;
  const line = next ?? now;
  const count =
    line && Number.isInteger(line.quantity) && line.quantity > 1 && line.quantity < 100 ? `${line.quantity} × ` : '';
  // "Cloudinary Advanced" twice says no more than once.
  const said = line !== null && line.title.split(' ')[0] === line.plan.split(' ')[0];
  return line ? `${count}${said ? '' : line.plan}`.replace(/ × $/, ' ×') : '';
}

/** Words that both plans begin with are said once. */
function withoutShared(now: string, next: string): string {
  const [a, b] = [now.split(' '), next.split(' ')];
  const same = b.findIndex((word, i) => word !== a[i]);
  return same > 0 ? b.slice(same).join(' ') : next;
}

function money(cents: number | null, currency?: string): string {
  return cents === null ? 'no price' : formatMoney(cents, currency);
}

/** Where our bill and the document's range disagree it is said here, not hidden. */
function Caption({ advice, next }: { advice: Advice; next: ReturnType<typeof nextPhaseBill> }) {
  const parts: string[] = [];
  const [mine, theirs] = [advice.estimate.now?.roadmap[0], next?.bill.roadmap[0]];
  if (next && theirs)
    parts.push(
      `${next.phase}: the roadmap says ${formatUsdRange(theirs.lowUsd, theirs.highUsd)} a month, ours is ${theirs.verdict} it.`,
    );
  if (mine && mine.verdict !== 'inside')
    parts.push(`Today’s bill is ${mine.verdict} its ${formatUsdRange(mine.lowUsd, mine.highUsd)}.`);
  const without = advice.estimate.now ? withoutWords(advice.estimate.now) : '';
  if (without) parts.push(`${without.charAt(0).toUpperCase()}${without.slice(1)}.`);
  return parts.length > 0 ? <p className="pt-2 text-pretty text-ink3 text-xs">{parts.join(' ')}</p> : null;
}
