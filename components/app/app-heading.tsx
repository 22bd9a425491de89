/** The answer in one line: the multiple large, what breaks first beside it, how that was found below. */
import type { ReactNode } from 'react';
import { catchingUp } from '@/advisor/words/overview';
import { appHeadline, appReason } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import { StateMark } from '@/components/ui/state-mark';
import type { AppView } from '@/service/views/views';

export function AppHeading({ view, wording, actions }: { view: AppView; wording: Wording; actions?: ReactNode }) {
  const { advice, underivedHours } = view;
  const said = appHeadline(advice, wording);
  // What is missing may lie in what is not read yet.
  const behind = underivedHours > 0 && said.tone === 'quiet';
  const line = behind ? { ...said, text: catchingUp(underivedHours) } : said;
  const [first, ofSeen] = splitCount(line.text);
  return (
    <header className="flex items-end justify-between gap-x-8 gap-y-4 pb-6 max-sm:block">
      <div className="flex min-w-0 items-center gap-x-6 max-sm:block">
        {line.big ? (
          <p
            aria-hidden="true"
            className={`shrink-0 font-semibold text-3xl ${line.tone === 'bad' ? 'text-bad' : 'text-ink'}`}
          >
            {line.big}
          </p>
        ) : null}
        <div className="min-w-0">
          <h1
            className={`flex items-start gap-3 text-balance font-medium text-xl tracking-[-0.01em] max-sm:mt-2 ${line.tone === 'bad' ? 'text-bad' : 'text-ink'}`}
          >
            {line.tone === 'bad' ? <StateMark state="crossing" size={20} className="mt-1.5" /> : null}
            {line.tone === 'quiet' && (advice || behind) ? (
              <StateMark state={behind ? 'waiting' : 'cannot-tell'} size={20} className="mt-1.5" />
            ) : null}
            <span>
              {line.big ? <span className="sr-only">{line.big} </span> : null}
              {line.interval ? <span className="font-normal text-ink3">{line.interval} – </span> : null}
              {line.big ? first : capital(first)}
              {ofSeen ? <span className="font-normal text-ink3">, {ofSeen}</span> : null}
              {line.date ? (
                <>
                  {' – '}
                  {line.date.lead} <span className="font-normal text-ink3">{line.date.rest}</span>
                </>
              ) : null}
            </span>
          </h1>
          {advice || behind ? (
            <p className="mt-1 max-w-[64rem] text-pretty text-base text-ink2">
              {behind || !advice
                ? 'All of it is stored. The answer follows by itself, no need to reload.'
                : withCode(appReason(advice, wording))}
            </p>
          ) : null}
        </div>
      </div>
      {actions ? <div className="no-print flex shrink-0 gap-2 max-sm:mt-4 max-sm:*:w-full">{actions}</div> : null}
    </header>
  );
}

/** What stands between back-ticks is a metric's name. */
function withCode(text: string): ReactNode {
  return text.split('`').map((part, i) =>
    i % 2 === 1 ? (
      <code key={part} className="font-mono text-xs">
        {part}
      </code>
    ) : (
      part
    ),
  );
}

/** "connections first, of 6 limits seen" in its loud and its quiet half. */
function splitCount(text: string): [string, string] {
  const at = text.lastIndexOf(', of ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 2)];
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
