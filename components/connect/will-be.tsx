import { Card } from '@/components/ui/card';
import { CheckIcon } from '@/components/ui/icons';
import { StateMark } from '@/components/ui/state-mark';

type Line = [title: string, needs?: string];

const HTTP: Line[] = [['Latency p50, p95, p99'], ['Error rate'], ['Request rate']];
const USERS: Line = ['Active users', 'one line of code, or estimated from requests'];
const SOCKETS: Line = ['Socket connections', 'needs a count of open sockets'];
const CPU: Line = ['CPU used', 'needs process.cpu.utilization or the container’s'];
const MEMORY: Line = ['Memory used', 'needs the limit, under Settings'];

/** What each language's stock set-up sends by itself, and what each further signal needs. */
const BY_SDK: Record<string, Line[]> = {
  node: [...HTTP, ['Event loop used'], ['Database queries'], ['Database pool', undefined], USERS, MEMORY, CPU, SOCKETS],
  python: [
    ...HTTP,
    ['Database queries'],
    CPU,
    MEMORY,
    USERS,
    ['Database pool', 'needs the driver’s pool metrics'],
    SOCKETS,
  ],
  go: [
    ...HTTP,
    ['Database queries', 'needs the driver’s instrumentation'],
    CPU,
    MEMORY,
    USERS,
    ['Database pool', 'needs the driver’s pool metrics'],
    SOCKETS,
  ],
  java: [...HTTP, ['CPU used'], ['Memory used'], ['Database queries'], ['Database pool'], USERS, SOCKETS],
  dotnet: [
    ...HTTP,
    ['Socket connections'],
    CPU,
    MEMORY,
    USERS,
    ['Database queries', 'needs the driver’s instrumentation'],
    ['Database pool', 'needs the driver’s pool metrics'],
  ],
};

/** What the pages will show of this app without any further code. */
export function WillBe({ sdk }: { sdk: string }) {
  const lines = BY_SDK[sdk];
  if (!lines) return null;
  const free = lines.filter(([, needs]) => needs === undefined).length;
  return (
    <Card
      id="will-be"
      title="What will be here"
      note={`with this SDK, without any further code: ${free} of these ${lines.length}`}
    >
      <ul className="grid gap-x-8 gap-y-3 pt-1 sm:grid-cols-2 lg:grid-cols-3">
        {lines.map(([title, needs]) => (
          <li key={title} className="flex items-start gap-2.5">
            <span className="pt-0.5">
              {needs ? <StateMark state="no-data" label="Not yet" /> : <CheckIcon size={14} className="text-ok" />}
            </span>
            <span>
              <span className="block text-sm text-ink">{title}</span>
              {needs ? <span className="block text-xs text-ink3">{needs}</span> : null}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
