/** Where the roadmap's document says two things, both are kept and named. */
import { withDashes } from '@/advisor/words/format';
import type { Roadmap } from '@/catalogue/types';
import { Card } from '@/components/ui/card';

interface Props {
  roadmap: Roadmap;
  /** Those about money belong to the costs, the others to the phases. */
  about: 'money' | 'phases';
}

const TITLES = {
  money: 'Where the document’s costs disagree',
  phases: 'Where the document disagrees with itself',
};

export function Disagreements({ roadmap, about }: Props) {
  const found = roadmap.disagreements.filter((one) => /cost|bill|price|\$/i.test(one.about) === (about === 'money'));
  if (found.length === 0) return null;
  return (
    <Card id={`disagreements-${about}`} title={TITLES[about]} note="all variants are kept">
      <dl className="text-sm [&>div:last-child]:border-0">
        {found.map((one) => (
          <div key={one.about} className="grid gap-x-4 border-line border-b py-2 md:grid-cols-[220px_minmax(0,1fr)]">
            <dt className="font-medium text-ink">{one.about}</dt>
            <dd className="text-pretty text-ink2">
              {one.says.map((said, i) => (
                <span key={`${said.place} ${said.text}`}>
                  {i > 0 ? '; ' : ''}
                  {withDashes(said.text)} <span className="text-ink3 text-xs">({said.place})</span>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
