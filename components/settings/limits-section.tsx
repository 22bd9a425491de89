'use client';

import { formatNumber } from '@/advisor/words/format';
import { TextField } from '@/components/ui/field';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { LimitLine, LimitsView } from '@/service/views/views';
import type { SaveAction } from './save';
import { Section } from './section';

const MIB = 1024 * 1024;
const LINES: Record<LimitLine['limit'], { title: string; field: string; unit: string; per?: number }> = {
  pointsPerSecond: { title: 'Points a second', field: 'pointsPerSecond', unit: 'points/s' },
  burstPoints: { title: 'Points at once', field: 'burstPoints', unit: 'points' },
  activeSeries: { title: 'Series active in an hour', field: 'activeSeries', unit: 'series' },
  attributesPerPoint: { title: 'Attributes of a point', field: 'attributesPerPoint', unit: 'attributes' },
  bodyBytes: { title: 'Size of a request', field: 'bodyMib', unit: 'MiB', per: MIB },
};

/** How much the app may send beside what it sends now: for all to see, for operators to change. */
export function LimitsSection({ limits, action }: { limits: LimitsView; action: SaveAction }) {
  return (
    <Section
      id="limits"
      title="Limits"
      says="What this app may send, so that it cannot slow down others. Beyond them a sender is told to wait (429) or what is too much; nothing is dropped in silence. Pages with a browser token have a tenth."
      action={action}
      mayEdit={limits.mayEdit}
      whoMay="an operator of this installation"
      done="Saved. Collectors follow within 5 seconds."
    >
      {({ error }) => (
        <>
          <Table>
            <Thead>
              <Tr>
                <Th>Limit</Th>
                <Th end>Now</Th>
                <Th end>Allowed</Th>
              </Tr>
            </Thead>
            <Tbody>
              {limits.lines.map((line) => (
                <LimitRow key={line.limit} line={line} />
              ))}
            </Tbody>
          </Table>
          {limits.mayEdit ? (
            <div className="mt-5 grid gap-x-4 gap-y-3 sm:grid-cols-2">
              {limits.lines.map(({ limit, value, own, installation }) => {
                const { title, field, unit, per = 1 } = LINES[limit];
                return (
                  <TextField
                    key={`${field}${value}${own}`}
                    label={title}
                    name={field}
                    inputMode="numeric"
                    unit={unit}
                    hint={`Empty: ${formatNumber(installation / per)}, as everywhere here.`}
                    defaultValue={own ? String(value / per) : ''}
                    error={error?.field === limit ? error.message : null}
                  />
                );
              })}
            </div>
          ) : null}
        </>
      )}
    </Section>
  );
}

function LimitRow({ line }: { line: LimitLine }) {
  const { title, unit, per = 1 } = LINES[line.limit];
  return (
    <Tr>
      <Td className="whitespace-normal text-ink">{title}</Td>
      <Td end className={line.now !== null && line.now >= line.value ? 'text-bad' : undefined}>
        {line.now === null ? <span className="text-ink3">–</span> : formatNumber(line.now)}
      </Td>
      <Td end>
        <span className="text-ink">{formatNumber(line.value / per)}</span>{' '}
        <span className="text-xs text-ink3">{unit}</span>
        {line.own ? <span className="block text-xs text-ink3">set for this app</span> : null}
      </Td>
    </Tr>
  );
}
