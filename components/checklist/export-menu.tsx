/** The checklist as a file, to read or to put into the team's tracker. */
import { buttonClass } from '@/components/ui/button';

const FORMATS = [
  ['markdown', 'Markdown', 'for a page or a chat'],
  ['csv', 'CSV', 'for a spreadsheet'],
  ['json', 'JSON', 'every fact'],
  ['github', 'GitHub issues', 'JSON lines for its API'],
  ['gitlab', 'GitLab issues', 'CSV import'],
  ['jira', 'Jira issues', 'CSV import, dates yyyy-MM-dd'],
] as const;

export function ExportMenu({ slug }: { slug: string }) {
  return (
    <details className="relative">
      <summary className={buttonClass('plain', 'md', 'cursor-pointer list-none [&::-webkit-details-marker]:hidden')}>
        Export
      </summary>
      <ul className="absolute right-0 z-10 mt-1 w-64 rounded-md border border-line bg-card py-1 shadow-lg max-sm:right-auto max-sm:left-0">
        {FORMATS.map(([format, name, use]) => (
          <li key={format}>
            <a
              href={`/api/apps/${slug}/checklist?format=${format}`}
              download
              className="flex items-baseline justify-between gap-3 px-3 py-2 text-ink text-sm hover:bg-sunk max-sm:py-3"
            >
              {name} <span className="text-ink3 text-xs">{use}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
