/** The events that a channel or a person may choose, as check boxes. */
export const EVENT_WORDS: Record<string, string> = {
  'crossing.opened': 'A limit is crossed',
  'crossing.closed': 'It is back within its limit',
  'crossing.no-data': 'A crossing stops sending data',
  'date.near': 'The date moved nearer than the lead time',
  'evidence.withdrawn': 'A step that was ticked is open again',
  'report.ready': 'A report is ready',
};

export function EventBoxes({ chosen, only }: { chosen: string[]; only?: (event: string) => boolean }) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium text-ink">Events</legend>
      <div className="mt-1.5 grid gap-x-4 sm:grid-cols-2">
        {Object.entries(EVENT_WORDS)
          .filter(([event]) => only?.(event) ?? true)
          .map(([event, words]) => (
            <label key={event} className="flex min-h-8 items-center gap-2 text-sm text-ink2 max-sm:min-h-11">
              <input
                type="checkbox"
                name="event"
                value={event}
                defaultChecked={chosen.includes(event)}
                className="size-4 shrink-0 accent-accent"
              />
              {words}
            </label>
          ))}
      </div>
    </fieldset>
  );
}
