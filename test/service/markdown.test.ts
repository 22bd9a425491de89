import { expect, test } from 'vitest';
import { inLine } from '@/service/markdown';

test.each([
  ['https://evil.example/x', 'https\\://evil.example/x'],
  ['see HTTP://evil.example', 'see HTTP\\://evil.example'],
  ['ftp://evil.example', 'ftp\\://evil.example'],
  ['www.evil.example', 'www\\.evil.example'],
  ['mailto:a@evil.example', 'mailto\\:a@evil.example'],
  ['[here](javascript:1)', '\\[here\\](javascript:1)'],
  ['<https://evil.example>', '\\<https\\://evil.example\\>'],
  ['a\n# b\n- c', 'a \\# b - c'],
  ['~~not~~ a | b', '\\~\\~not\\~\\~ a \\| b'],
  ['Checkout: the shop, v1.2', 'Checkout: the shop, v1.2'],
])('%j is text inside a line', (said, escaped) => {
  expect(inLine(said)).toBe(escaped);
});
