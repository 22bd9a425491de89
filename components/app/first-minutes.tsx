/** Before the first advice: the road that waits, and the one thing to do. */
import type { Wording } from '@/advisor/words/wording';
import type { Population } from '@/catalogue/types';
import type { ActionResult } from '@/components/road/population-question';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import type { AppView } from '@/service/views/views';
import { AppHeading } from './app-heading';
import { RoadCard } from './road-card';

interface Props {
  view: AppView;
  wording: Wording;
  setPopulation(population: Population): Promise<ActionResult>;
}

export function FirstMinutes({ view, wording, setPopulation }: Props) {
  const href = `/apps/${view.app.slug}`;
  return (
    <>
      <AppHeading view={view} wording={wording} />
      <div className="grid grid-cols-1 gap-4">
        {view.underivedHours > 0 ? null : (
          <Card>
            <EmptyState
              title="Send it one data point, and this page fills by itself"
              action={
                <>
                  <ButtonLink kind="primary" href={`${href}/signals`}>
                    What to send
                  </ButtonLink>
                  <ButtonLink href={`${href}/settings`}>Tokens and settings</ButtonLink>
                </>
              }
            >
              Signals appear within a minute, load after a day, headroom after five days of which three are busy. Until
              then every number that is missing says why.
            </EmptyState>
          </Card>
        )}
        <RoadCard view={view} wording={wording} setPopulation={setPopulation} />
      </div>
    </>
  );
}
