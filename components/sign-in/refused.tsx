import { Notice } from '@/components/ui/notice';

type Words = (name: string) => [what: string, fix: string];

/** By the reason in the address; whatever else stands there is never shown. */
const SAYS: Record<string, Words> = {
  unverified: (name) => [
    `${name} has not verified your e-mail address.`,
    'Verify it there, then come back: Headroom goes by verified addresses alone.',
  ],
  'not-invited': () => [
    'You have no account here yet.',
    'Ask an admin of your team to invite the address that you have just used.',
  ],
  unreachable: (name) => [
    `${name} cannot be reached from here.`,
    'Try again in a moment. If it stays so, ask your operator: the log says why.',
  ],
};
const BROKEN_OFF: Words = (name) => [`The sign-in by ${name} was not finished.`, 'Nothing has changed. Try once more.'];

/** Why a provider did not bring somebody in. */
export function Refused({ reason, name }: { reason: string; name: string }) {
  const [what, fix] = (Object.hasOwn(SAYS, reason) ? (SAYS[reason] as Words) : BROKEN_OFF)(name);
  return (
    <Notice tone="bad" role="alert" className="mb-5">
      <b>{what}</b> {fix}
    </Notice>
  );
}
