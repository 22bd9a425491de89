import { ButtonLink } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { SignInFrame } from './frame';

const SAYS = {
  used: ['This link has been used.', 'Each link signs in once. If that was you, your password works now.'],
  expired: ['This link has expired.', 'A link lives for 15 minutes, so that a forgotten one opens nothing.'],
  unknown: ['This link is not one of ours.', 'Perhaps a part of it was lost while copying.'],
} as const;

interface DeadLinkProps {
  state: keyof typeof SAYS;
  firstOperator: boolean;
  /** Whether a new one can be mailed. */
  mail: boolean;
}

/** Said kindly: what happened, and the ways that are left. */
export function DeadLink({ state, firstOperator, mail }: DeadLinkProps) {
  const [title, why] = SAYS[state];
  return (
    <SignInFrame title={title} under={why}>
      <div className="grid gap-3 text-sm text-pretty text-ink2">
        <p>
          {firstOperator
            ? 'Nobody operates this Headroom yet. Start it again on its machine, and it prints a new link:'
            : mail
              ? 'A new link comes by e-mail.'
              : 'A new link is made on the machine that Headroom runs on:'}
        </p>
        {mail && !firstOperator ? null : (
          <Code
            code={firstOperator ? 'npm start' : 'npm run sign-in-link -- EMAIL'}
            className="rounded-md border border-line bg-sunk px-3 py-2"
          />
        )}
        {mail && !firstOperator ? (
          <ButtonLink href="/sign-in/mail" kind="primary" className="mt-2 h-9 w-full">
            Send me a link
          </ButtonLink>
        ) : null}
        {firstOperator ? null : (
          <ButtonLink
            href="/sign-in"
            kind={mail ? 'plain' : 'primary'}
            className={mail ? 'h-9 w-full' : 'mt-2 h-9 w-full'}
          >
            Sign in another way
          </ButtonLink>
        )}
      </div>
    </SignInFrame>
  );
}
