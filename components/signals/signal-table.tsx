import { exactTime, formatSince } from '@/advisor/words/dates';
import { exactNumber } from '@/advisor/words/format';
import { Breakable } from '@/components/ui/breakable';
import { cx } from '@/components/ui/cx';
import { State } from '@/components/ui/state-mark';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import { demandText, intervalText, qualityOf, type Reading, valueText } from './reading';

interface SignalTableProps {
  readings: Reading[];
  /** "500 ms for 5 min", by signal. */
  limits: Map<string, string>;
  nowAt: number;
  zone: string;
}

/** Every signal that arrives: value, how good it is, and the metrics it is made of. */
export function SignalTable({ readings, limits, nowAt, zone }: SignalTableProps) {
  return (
    <Table>
      <Thead className="max-md:hidden">
        <Tr>
          <Th>State</Th>
          <Th>Signal</Th>
          <Th end>Now</Th>
          <Th className="pl-4 max-lg:hidden">Limit</Th>
          <Th className="pl-4">From</Th>
          <Th end>Newest</Th>
        </Tr>
      </Thead>
      <Tbody>
        {readings.map((reading) => (
          <SignalRow
            key={reading.definition.id}
            reading={reading}
            limit={limits.get(reading.definition.id)}
            nowAt={nowAt}
            zone={zone}
          />
        ))}
      </Tbody>
    </Table>
  );
}

function SignalRow({
  reading,
  limit,
  nowAt,
  zone,
}: {
  reading: Reading;
  limit: string | undefined;
  nowAt: number;
  zone: string;
}) {
  const { definition, finding } = reading;
  if (finding.code === 'missing') return null;
  const quality = qualityOf(finding);
  const demand = demandText(reading);
  const newestAt = finding.code === 'measured' ? finding.use.newestAt : finding.lastAt;
  return (
    <Tr className="max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-4 max-md:py-3 max-md:*:p-0">
      <Td className="max-md:order-3 max-md:mt-1">
        <State state={quality.mark}>{quality.word}</State>
      </Td>
      <Td className="font-medium whitespace-normal text-ink max-md:order-1 max-md:text-lg">{definition.title}</Td>
      <Td
        end
        className="max-md:order-2"
        title={
          finding.code === 'measured' && finding.value !== null
            ? exactNumber(finding.value, definition.unit)
            : undefined
        }
      >
        <span className="block font-medium text-ink max-md:text-lg">{valueText(reading)}</span>
        {demand ? <span className="block text-xs text-ink3">{demand}</span> : null}
      </Td>
      <Td
        className={cx(
          'pl-4 whitespace-normal text-ink2 md:max-lg:hidden max-md:order-5 max-md:col-span-2 max-md:mt-1',
          limit === undefined && 'max-md:hidden',
        )}
      >
        {limit === undefined ? null : <span className="text-ink3 md:hidden">limit </span>}
        {limit ?? <span className="text-ink3">none</span>}
      </Td>
      <Td className="pl-4 whitespace-normal max-md:order-5 max-md:col-span-2 max-md:mt-1.5">
        <span className="block font-mono text-xs wrap-anywhere text-ink2">
          <Breakable text={finding.use.metrics.join(', ')} />
        </span>
        <span className="block text-xs text-pretty text-ink3">
          {recipeText(finding.use.recipe, finding.use.metrics, finding.use.note)}
        </span>
      </Td>
      <Td end className="max-md:order-4 max-md:mt-1" title={exactTime(newestAt, zone)}>
        <span className="block text-ink2">{formatSince(newestAt, nowAt, zone)}</span>
        <span className="block text-xs text-ink3 max-md:hidden">{intervalText(finding)}</span>
      </Td>
    </Tr>
  );
}

/** The recipe says the metric's name again more often than not; said once is enough. */
function recipeText(recipe: string, metrics: string[], note: string | undefined): string {
  const first = metrics[0] ?? '';
  const rest =
    first !== '' && recipe.startsWith(first)
      ? recipe
          .slice(first.length)
          .trim()
          .replace(/^\((.*)\)$/, '$1')
      : recipe;
  return [rest, note].filter(Boolean).join(' · ');
}
