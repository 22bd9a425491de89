'use client';

import { useEffect, useRef, useState } from 'react';
import type { DraftProblem } from '@/service/roadmaps/views';

/** How long nobody types before the text is checked. */
const PAUSE_MS = 350;

/** Mistakes of the text, asked anew when it rests; an answer to an older text is dropped. */
export function useProblems(
  text: string,
  given: string,
  first: DraftProblem[],
  check: (text: string) => Promise<DraftProblem[]>,
) {
  const [problems, setProblems] = useState(first);
  const [checking, setChecking] = useState(false);
  const checked = useRef(given);
  useEffect(() => {
    if (checked.current === text) return;
    setChecking(true);
    let late = false;
    const timer = setTimeout(() => {
      check(text).then(
        (found) => {
          if (late) return;
          checked.current = text;
          setProblems(found);
          setChecking(false);
        },
        () => {
          if (late) return;
          const says = 'could not be checked: Headroom did not answer. Your text is still here; type on or try again.';
          setProblems([{ line: 1, column: 1, field: '', says }]);
          setChecking(false);
        },
      );
    }, PAUSE_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [text, check]);
  return { problems, checking };
}
