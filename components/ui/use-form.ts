'use client';

import { type FormEvent, startTransition, useActionState, useState } from 'react';

/**
 * A form action that keeps what was typed when it fails: React empties a form after its action, so
 * the event is taken here. Without script the plain action still works. `emptied`: key of fields that are to be
 * empty after a success.
 */
export function useForm<State>(
  action: (before: State, form: FormData) => Promise<State>,
  first: NoInfer<Awaited<State>>,
) {
  const [state, send, busy] = useActionState<State, FormData>(action, first);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const button = (event.nativeEvent as SubmitEvent).submitter;
    const data = new FormData(event.currentTarget, button);
    startTransition(() => send(data));
  };
  return {
    state,
    busy,
    emptied: useLastSuccess(state),
    form: { action: send, onSubmit },
    send: (data: FormData) => startTransition(() => send(data)),
  };
}

/** When it last succeeded: a failure after a success leaves it as it was. */
function useLastSuccess(state: unknown): number | null {
  const [last, setLast] = useState<number | null>(null);
  const savedAt = (state as { savedAt?: number | null } | null)?.savedAt ?? last;
  if (savedAt !== last) setLast(savedAt);
  return savedAt;
}
