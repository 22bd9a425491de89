import { expect, test } from 'vitest';
import { reasons } from '@/collectors/otlp/reasons';
import { refusalText } from '@/components/signals/refusal-words';

test('every reason for which a point is refused has words on the signals page', () => {
  expect(Object.keys(reasons).filter((reason) => refusalText(reason) === reason)).toEqual([]);
});
