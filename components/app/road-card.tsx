/** The road in its card, with the one question that places load on it. */
import { populationQuestion } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import type { Population } from '@/catalogue/types';
import { type ActionResult, PopulationQuestion } from '@/components/road/population-question';
import { roadOf } from '@/components/road/road-data';
import { RoadTall } from '@/components/road/road-tall';
import { RoadWide } from '@/components/road/road-wide';
import { missingWords } from '@/components/road/words';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import type { AppView } from '@/service/views/views';
import { mayEdit } from './may-edit';

interface Props {
  view: AppView;
  wording: Wording;
  setPopulation(population: Population): Promise<ActionResult>;
}

export function RoadCard({ view, wording, setPopulation }: Props) {
  const road = roadOf(view, wording);
  const href = `/apps/${view.app.slug}`;
  const { missing } = road;
  return (
    <Card id="road" className="max-sm:pt-2">
      <h2 className="font-semibold text-base text-ink sm:sr-only max-sm:mb-3">Road</h2>
      {missing && view.advice && (view.underivedHours === 0 || missing.code === 'ask-population') ? (
        <Notice className="mb-4" mark={missing.code === 'learning' ? 'learning' : 'cannot-tell'}>
          {missing.code === 'ask-population' ? (
            <PopulationQuestion
              question={populationQuestion(view.advice.signals)}
              action={setPopulation}
              mayAnswer={mayEdit(view.app.role)}
            />
          ) : (
            <b>{missingWords(missing).title}</b>
          )}
          <p className="mt-1">{missingWords(missing).more}</p>
        </Notice>
      ) : null}
      <div className="max-md:hidden">
        <RoadWide road={road} href={href} />
      </div>
      <div className="md:hidden">
        <RoadTall road={road} href={href} />
      </div>
    </Card>
  );
}
