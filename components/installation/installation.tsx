import { formatCount } from '@/advisor/words/format';
import { dateWords } from '@/components/cost/unit-price';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { InstallationView, PriceListRow, SettingRow } from '@/service/views/installation';

/** What is this installation set to, and what changes it? */
export function Installation({ view }: { view: InstallationView }) {
  return (
    <>
      <FirstLine
        rest={view.line.rest}
        under="Each line names what changes it, where Headroom's processes are started. Passwords and keys are not shown."
      >
        {view.line.lead}
      </FirstLine>
      <div className="grid items-start gap-4 max-sm:gap-6 lg:grid-cols-2">
        <div className="grid gap-4 max-sm:gap-6">
          <Rows id="sign-in" title="Sign-in" rows={view.signIn} />
          <Rows id="mail" title="E-mail" rows={view.mail} />
          <Rows id="network" title="Network" rows={view.network} />
          <Rows id="kept" title="Kept for" note="an app may keep less" rows={view.kept} />
          <Rows id="limits" title="One app may send" note="unless an operator said otherwise" rows={view.limits} />
        </div>
        <Prices prices={view.prices} />
      </div>
    </>
  );
}

function Rows({ id, title, note, rows }: { id: string; title: string; note?: string; rows: SettingRow[] }) {
  return (
    <Card id={id} title={title} note={note}>
      <dl className="divide-y divide-line">
        {rows.map(({ name, says, settings }) => (
          <div key={name} className="grid gap-x-4 py-2 sm:grid-cols-[11rem_1fr]">
            <dt className="font-medium text-ink">{name}</dt>
            <dd className="min-w-0 break-words text-ink2">
              {says}
              <span className="block font-mono text-xs text-ink3">{settings.join(', ')}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Prices({ prices }: { prices: PriceListRow[] }) {
  const all = prices.reduce((sum, row) => sum + row.prices, 0);
  const stale = prices.reduce((sum, row) => sum + row.stale, 0);
  return (
    <Card
      id="prices"
      title="List prices"
      note={`${formatCount(all, 'price')}, ${stale} older than 180 days or undated`}
      foot="From catalogue/prices, where each has its source. A team's own prices, on the page of an app's costs, win over them."
    >
      <Table>
        <Thead>
          <Tr>
            <Th>Provider</Th>
            <Th end>Prices</Th>
            <Th end>Dated</Th>
            <Th end>Stale</Th>
          </Tr>
        </Thead>
        <Tbody>
          {prices.map(({ provider, prices, oldest, newest, stale }) => (
            <Tr key={provider}>
              <Td className="font-medium text-ink">{provider}</Td>
              <Td end>{prices}</Td>
              <Td end className="max-sm:whitespace-normal">
                {datedWords(oldest, newest)}
              </Td>
              <Td end>{stale}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}

const datedWords = (oldest: string | null, newest: string | null): string =>
  oldest === null || newest === null ? 'undated' : [...new Set([oldest, newest])].map(dateWords).join(' – ');
