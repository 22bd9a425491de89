/** An invitation as a letter. The link works without it too, so that a mail server that is away stops nobody. */
import { formatDayTime } from '@/advisor/words/dates';
import { budgetKey, countTries } from '../auth/attempts';
import { mailIsSet } from '../configuration';
import { sendMail } from '../notifications/mail';
import { clean, short } from '../notifications/words';
import type { Role } from '../views/views';

/** What became of the letter; a failed one says why. */
export type InvitationMail = { code: 'sent'; to: string } | { code: 'failed'; error: string };

interface Letter {
  to: string;
  team: { id: bigint; name: string; timeZone: string };
  role: Role;
  url: string;
  expiresAt: number;
  /** Null: an operator. */
  by: string | null;
}

/** Within 15 minutes: nobody's mailbox is filled by people whom they do not know. */
const LETTERS_PER_TEAM = 30;
const LETTERS_PER_ADDRESS = 3;

export async function mailInvitation({ to, team, role, url, expiresAt, by }: Letter): Promise<InvitationMail> {
  if (!mailIsSet()) return { code: 'failed', error: 'No e-mail is sent here: the operator has set no mail server.' };
  const budgets = [
    { key: budgetKey('invitations', String(team.id)), tries: LETTERS_PER_TEAM },
    { key: budgetKey('invited', to), tries: LETTERS_PER_ADDRESS },
  ];
  if (!(await countTries(budgets)))
    return { code: 'failed', error: 'Too many invitations were mailed within 15 minutes.' };
  const name = clean(team.name);
  const outcome = await sendMail({
    to: [to],
    subject: `Join ${short(team.name)} in Headroom`,
    text: [
      `${by ?? 'An operator'} invites you to the team ${name} in Headroom, as ${role}.`,
      `Open this link to join. It works once, until ${formatDayTime(expiresAt, team.timeZone)} (${team.timeZone}):`,
      url,
      'If you expected no invitation, you need not do anything.',
      '',
    ].join('\n\n'),
  });
  if (outcome.code !== 'sent') return { code: 'failed', error: outcome.error };
  return outcome.note ? { code: 'failed', error: outcome.note } : { code: 'sent', to };
}
