import { exactTime, formatSince, formatTime } from '@/advisor/words/dates';
import { exactNumber, formatBytes, formatCount, formatValue } from '@/advisor/words/format';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { StateMark } from '@/components/ui/state-mark';
import type { FlowView, StageView } from '@/service/views/views';

const MARK = { ok: 'ok', late: 'stale', warn: 'soon', 'no-data': 'no-data' } as const;
const LABEL = { ok: 'well', late: 'late', warn: 'look here', 'no-data': 'not known' } as const;

/** The way of a data point through this installation, stage by stage, and what it leaves on disk. */
export function Flow({ flow, zone }: { flow: FlowView; zone: string }) {
  return (
    <>
      <Card id="stages" title="The way of a data point" note="all apps together" flush className="mt-4 max-sm:mt-6">
        <dl className="grid grid-cols-2 gap-px pt-2 sm:grid-cols-4 xl:grid-cols-7">
          {flow.stages.map((stage) => (
            <Stage key={stage.id} stage={stage} />
          ))}
        </dl>
      </Card>
      <div className="mt-4 grid gap-4 max-sm:mt-6 max-sm:gap-6 lg:grid-cols-2">
        <Accepted minutes={flow.minutes} zone={zone} />
        <Stored stored={flow.stored} />
      </div>
      {flow.refused === null ? null : <Refused refused={flow.refused} nowAt={flow.nowAt} zone={zone} />}
    </>
  );
}

function Stage({ stage }: { stage: StageView }) {
  const [number, unit] = split(stage);
  return (
    <div className="px-4 py-3">
      <dt className="flex items-center gap-1.5 text-xs text-ink3">
        <StateMark state={MARK[stage.state]} size={12} label={LABEL[stage.state]} />
        {stage.name}
      </dt>
      <dd className="mt-1">
        <span
          className="text-xl font-medium text-ink tabular-nums"
          title={stage.value === null ? undefined : exactNumber(stage.value, stage.unit)}
        >
          {number}
        </span>
        {unit ? <span className="text-sm text-ink2"> {unit}</span> : null}
        <span className="mt-0.5 block text-xs text-pretty text-ink3">{stage.says}</span>
      </dd>
    </div>
  );
}

/** The number in large type, its unit beside it. */
function split({ value, unit }: StageView): [string, string] {
  if (value === null) return ['–', ''];
  const text = unit === 'By/s' ? `${formatBytes(value)}/s` : formatValue(value, unit);
  const at = text.indexOf(' ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const HEIGHT = 72;

/** A bar a minute. */
function Accepted({ minutes, zone }: { minutes: FlowView['minutes']; zone: string }) {
  const most = Math.max(...minutes.points);
  const { length } = minutes.points;
  const at = (minute: number) => formatTime(minutes.fromAt + minute * 60_000, zone);
  return (
    <Card id="accepted" title="Accepted" note="points a minute, last hour" aside={most > 0 ? <Most of={most} /> : null}>
      {most === 0 ? (
        <EmptyNote>No point came in the last hour.</EmptyNote>
      ) : (
        <figure>
          <svg
            viewBox={`0 0 ${length * 6} ${HEIGHT}`}
            preserveAspectRatio="none"
            className="h-[72px] w-full"
            role="img"
            aria-label={`Points accepted in each of the last ${length} minutes, at most ${formatCount(most, 'point')}`}
          >
            {minutes.points.map((points, minute) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its minute
              <g key={minute}>
                <title>{`${at(minute)}: ${formatCount(points, 'point')}`}</title>
                <rect x={minute * 6} y={0} width={6} height={HEIGHT} fill="transparent" />
                <rect
                  x={minute * 6 + 0.5}
                  y={HEIGHT - barHeight(points, most)}
                  width={5}
                  height={barHeight(points, most)}
                  className="fill-pl"
                />
              </g>
            ))}
          </svg>
          <figcaption className="mt-1 flex justify-between border-t border-line pt-1 text-xs text-ink3 tabular-nums">
            <span>{at(0)}</span>
            <span>{at(length)}</span>
          </figcaption>
        </figure>
      )}
    </Card>
  );
}

function Most({ of }: { of: number }) {
  return <span className="text-xs">at most {formatCount(of, 'point')}</span>;
}

/** A minute with anything in it is seen. */
function barHeight(points: number, most: number): number {
  return points === 0 ? 0 : Math.max(1.5, (points / most) * HEIGHT);
}

function Stored({ stored }: { stored: FlowView['stored'] }) {
  const total = stored.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Card id="stored" title="On disk" note="telemetry, with its indexes" aside={<b>{formatBytes(total)}</b>}>
      <dl className="text-sm">
        {stored.map(({ name, bytes }) => (
          <div key={name} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_5.5rem] items-center gap-3 py-1">
            <dt className="text-ink2">{name}</dt>
            <dd aria-hidden className="h-1.5 rounded-full bg-sunk">
              <span
                className="block h-full rounded-full bg-pl"
                style={{ width: `${total > 0 ? (bytes / total) * 100 : 0}%` }}
              />
            </dd>
            <dd className="text-right text-ink tabular-nums" title={exactNumber(bytes, 'bytes')}>
              {formatBytes(bytes)}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

interface RefusedProps {
  refused: NonNullable<FlowView['refused']>;
  nowAt: number;
  zone: string;
}

function Refused({ refused, nowAt, zone }: RefusedProps) {
  return (
    <Card
      id="refused"
      title="Refused"
      note="requests of the last hour; points, spans and log records of today"
      className="mt-4 max-sm:mt-6"
    >
      {refused.length === 0 ? <EmptyNote>Nothing: all that was sent was taken.</EmptyNote> : null}
      <ul>
        {refused.map(({ what, reason, count, lastAt }) => (
          <li
            key={`${what} ${reason}`}
            className="flex items-baseline gap-3 border-b border-line py-2 text-sm last:border-0"
          >
            <span className="min-w-0 grow text-ink">{inWords(reason)}</span>
            <span className="shrink-0 text-right font-medium text-ink tabular-nums">{formatCount(count, what)}</span>
            <span className="w-28 shrink-0 text-right text-xs text-ink3" title={exactTime(lastAt, zone)}>
              last {formatSince(lastAt, nowAt, zone)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Reasons are short and stable words: "too-many-points" → "Too many points". */
function inWords(reason: string): string {
  const words = reason.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
