'use client';

import { useState } from 'react';
import { TextLink } from '@/components/ui/button';
import { SelectField } from '@/components/ui/field';
import type { AppView } from '@/service/views/views';
import type { SaveAction } from './save';
import { Section } from './section';

export interface RoadmapOption {
  id: string;
  title: string;
  /** Newest first; of a built-in roadmap its one version. */
  versions: number[];
  own: boolean;
}

interface RoadmapSectionProps {
  view: AppView;
  options: RoadmapOption[];
  action: SaveAction;
  mayEdit: boolean;
}

/** Which roadmap the app follows, and in which version. */
export function RoadmapSection({ view, options, action, mayEdit }: RoadmapSectionProps) {
  const { id, version, title } = view.roadmap;
  const [chosen, setChosen] = useState(id);
  const option = options.find((each) => each.id === chosen);
  const own = options.filter((each) => each.own);
  return (
    <Section
      id="roadmap"
      title="Roadmap"
      note={`${title}, version ${version}`}
      says={
        <>
          Phases, limits, steps and prices come from it. Ticks and overrides are kept when you move: what the new
          roadmap names too stays as it is, the rest waits.{' '}
          <TextLink href={`/roadmaps/${id}`}>See this roadmap</TextLink>, or{' '}
          <TextLink href="/roadmaps">all of them</TextLink>.
        </>
      }
      action={action}
      mayEdit={mayEdit}
      save="Move to it"
      done="Moved. The next minute is judged by it."
    >
      {({ error }) => (
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_10rem]">
          <SelectField
            label="Roadmap"
            name="roadmapId"
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
            error={error?.field === 'roadmapId' ? error.message : null}
          >
            {own.length > 0 ? (
              <optgroup label="Your team’s own">
                {own.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.title}
                  </option>
                ))}
              </optgroup>
            ) : null}
            <optgroup label="Built in">
              {options
                .filter((each) => !each.own)
                .map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.title}
                  </option>
                ))}
            </optgroup>
          </SelectField>
          <SelectField
            key={chosen}
            label="Version"
            name="version"
            defaultValue={chosen === id && option?.versions.includes(version) ? version : option?.versions[0]}
            error={error?.field === 'version' ? error.message : null}
          >
            {(option?.versions ?? [version]).map((number, i) => (
              <option key={number} value={number}>
                {number}
                {i === 0 && (option?.versions.length ?? 0) > 1 ? ' (newest)' : ''}
              </option>
            ))}
          </SelectField>
        </div>
      )}
    </Section>
  );
}
