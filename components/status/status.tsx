import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import { State } from '@/components/ui/state-mark';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { StatusView } from '@/service/views';

const MARK = { ok: 'ok', late: 'stale', warn: 'soon', down: 'down' } as const;
const WORD = { ok: 'Well', late: 'Late', warn: 'Look here', down: 'Down' } as const;

/** Is Headroom itself well? */
export function Status({ view }: { view: StatusView }) {
  const bad = view.parts.filter((part) => part.state !== 'ok');
  return (
    <>
      <FirstLine rest={bad.length === 0 ? 'Every part does its work.' : bad.map((part) => part.says)[0]}>
        {view.ok ? 'Headroom is well.' : `Headroom needs a look.`}
      </FirstLine>
      <Card flush className="max-w-4xl">
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
                  <Td className="font-medium text-ink">{part.name}</Td>
                  <Td className="whitespace-normal">{part.says}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      </Card>
    </>
  );
}
