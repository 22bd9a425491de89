import { Badge } from '@/components/ui/badge';
import { Code, CopyButton } from '@/components/ui/code';
import { ChevronIcon } from '@/components/ui/icons';
import { StateMark } from '@/components/ui/state-mark';
import type { Reading } from './reading';

const SDK: Record<string, string> = {
  node: 'Node.js',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  dotnet: '.NET',
  php: 'PHP',
  ruby: 'Ruby',
  collector: 'Collector',
};

interface MissingProps {
  readings: Reading[];
  limits: Map<string, string>;
  /** The language of the app's own SDK. */
  sdk: string | null;
}

/** For the app's own language, and for a Collector beside it; all of them where that language has none. */
function fitting(snippets: Reading['definition']['snippets'], sdk: string | null) {
  return snippets.some((it) => it.sdk === sdk)
    ? snippets.filter((it) => it.sdk === sdk || it.sdk === 'collector')
    : snippets;
}

const Send = ({ words }: { words: string }) => (
  <span className="mt-0.5 block text-sm text-pretty text-ink2">{words}</span>
);

/** What is not sent yet: what a limit waits for with its sentence, the rest a line each; a line opens to what to paste. */
export function MissingList({ readings, limits, sdk: own }: MissingProps) {
  return (
    <ul>
      {readings.map(({ definition }) => (
        <li key={definition.id} id={definition.id} className="border-b border-line last:border-0">
          <details className="group">
            <summary className="flex list-none items-start gap-2.5 py-2.5 [&::-webkit-details-marker]:hidden">
              <StateMark state="no-data" className="mt-0.5" />
              <span className="min-w-0 grow">
                <span className="flex flex-wrap items-center gap-2 text-sm font-medium text-ink">
                  {definition.title}
                  {limits.has(definition.id) ? (
                    <Badge tone="warn" title={limits.get(definition.id)}>
                      has a limit, is not watched
                    </Badge>
                  ) : null}
                </span>
                {limits.has(definition.id) ? <Send words={definition.send} /> : null}
              </span>
              {limits.has(definition.id) && definition.snippets.length === 0 ? null : (
                <ChevronIcon className="mt-0.5 shrink-0 text-ink3 transition-transform group-open:rotate-180" />
              )}
            </summary>
            <div className="grid gap-3 pb-4 pl-6">
              {limits.has(definition.id) ? null : <Send words={definition.send} />}
              {fitting(definition.snippets, own).map(({ sdk, code }) => (
                <div key={sdk} className="min-w-0 rounded-md bg-sunk">
                  <div className="flex items-center justify-between py-1.5 pr-1.5 pl-3 text-xs text-ink3">
                    {SDK[sdk] ?? sdk}
                    <CopyButton text={code} />
                  </div>
                  <Code code={code.trimEnd()} className="px-3 pb-3 text-xs" />
                </div>
              ))}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
