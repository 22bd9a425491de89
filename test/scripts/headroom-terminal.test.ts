import { expect, test } from 'vitest';
import { plain } from '@/scripts/headroom/verb';

test('what the command prints moves no cursor and changes no colour, whatever tenants wrote', () => {
  expect(plain('[ ] \u001b[2Jevil\u0007 \u009b31m\r (indexes)\n\tnext')).toBe(
    '[ ] \ufffd[2Jevil\ufffd \ufffd31m\ufffd (indexes)\n\tnext',
  );
});
