/** How the date in the first line moved, and how often the dates of this app came true. */
import type { DatesFinding } from '@/advisor/types';
import { dateSentence, dayOfDate, movedWords, outcomeWords, recordSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';

export function DateRecord({ dates, wording }: { dates: DatesFinding; wording: Wording }) {
  const { moves } = dates;
  const record = recordSentence(dates.record);
  if (record === null) return null;
  const sentence = `${record.charAt(0).toUpperCase()}${record.slice(1)}.`;
  return (
    <details className="group text-ink2 text-xs">
      <summary className="cursor-pointer list-none [&::-webkit-details-marker]:hidden">
        {sentence} <span className="text-accent group-open:hidden">How the date moved</span>
        <span className="hidden text-accent group-open:inline">Close</span>
      </summary>
      <table className="mt-2 w-full">
        <caption className="sr-only">Dates told for the first limit, oldest first</caption>
        <thead className="text-left text-ink3">
          <tr>
            <th scope="col" className="py-1 pr-4 font-normal">
              told on
            </th>
            <th scope="col" className="py-1 pr-4 font-normal">
              first limit
            </th>
            <th scope="col" className="py-1 pr-4 font-normal max-sm:hidden">
              because
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              since then
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.map((move) => (
            <tr key={move.publishedAt} className="border-line border-t align-top">
              <td className="whitespace-nowrap py-1 pr-4">{dayOfDate(move.publishedAt, wording)}</td>
              <td className="py-1 pr-4 text-ink">{dateSentence(move.date, wording)}</td>
              <td className="py-1 pr-4 max-sm:hidden">{movedWords(move)}</td>
              <td className="whitespace-nowrap py-1 text-right">{outcomeWords(move)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
