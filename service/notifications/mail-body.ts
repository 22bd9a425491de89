/** A message as e-mail: plain text, and the same as a little HTML. What tenants wrote is text in both. */
import type { Mail } from './mail';
import type { Told } from './posts';
import { clean, short } from './words';

export function mailBody(
  told: Told[],
  more: { team: string; test: boolean; settingsUrl: string },
): Pick<Mail, 'subject' | 'text' | 'html'> {
  const team = clean(more.team);
  const foot = `Team ${team} in Headroom. Who is told of what: ${more.settingsUrl}`;
  if (more.test) {
    const text = `A test from Headroom: team ${team} can be told here.`;
    return {
      subject: 'A test from Headroom',
      text: `${text}\n\n${foot}\n`,
      html: page(`<p>${escapeHtml(text)}</p>`, foot),
    };
  }
  const [first] = told;
  const subject =
    told.length === 1 && first
      ? first.title
      : `${told.length} events in team ${short(more.team)}: ${first?.title ?? ''}`;
  const text = told.map(({ title, text, url }) => `${title}\n${text}\n${url}\n`).join('\n');
  const html = told
    .map(
      ({ title, text, url }) =>
        `<p><b>${escapeHtml(title)}</b><br>${escapeHtml(text)}<br><a href="${escapeHtml(url)}">Open in Headroom</a></p>`,
    )
    .join('\n');
  return { subject, text: `${text}\n${foot}\n`, html: page(html, foot) };
}

const page = (body: string, foot: string) =>
  `<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:15px;line-height:1.5">\n${body}\n<p style="color:#666;font-size:13px">${escapeHtml(foot)}</p>\n</body></html>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] as string);
}
