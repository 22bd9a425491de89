import { formatList } from '@/advisor/words/format';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import { State } from '@/components/ui/state-mark';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { StatusView } from '@/service/views/views';
import { Flow } from './flow';

const MARK = { ok: 'ok', late: 'stale', warn: 'soon', down: 'down' } as const;
const WORD = { ok: 'Well', late: 'Late', warn: 'Look here', down: 'Down' } as const;

/** Is Headroom itself well? */
export function Status({ view, zone }: { view: StatusView; zone: string }) {
  const bad = view.parts.filter((part) => part.state !== 'ok');
  const late = view.flow?.stages.filter((stage) => stage.state === 'late') ?? [];
  const rest =
    bad[0]?.says ??
    (late.length > 0
      ? `Late: ${formatList(late.map(({ name }) => name.toLowerCase()))}.`
      : 'Every part does its work.');
  return (
    <>
      <FirstLine rest={rest}>{view.ok ? 'Headroom is well.' : `Headroom needs a look.`}</FirstLine>
      <Card flush>
        <div className="px-4 pt-1 pb-1">
          <Table>
            <Thead>
              <Tr>
                <Th className="w-32">State</Th>
                <Th className="w-48">Part</Th>
                <Th>What it says</Th>
              </Tr>
            </Thead>
            <Tbody>
              {view.parts.map((part) => (
                <Tr key={part.name}>
                  <Td className="py-2.5">
                    <State state={MARK[part.state]}>{WORD[part.state]}</State>
                  </Td>
                  <Td className="font-medium text-ink first-letter:uppercase">{part.name}</Td>
                  <Td className="whitespace-normal">{part.says}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      </Card>
      {view.flow ? <Flow flow={view.flow} zone={zone} /> : null}
    </>
  );
}
