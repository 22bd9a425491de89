import { expect, test } from 'vitest';
import { inLine } from '@/service/markdown';

test.each([
  ['https://evil.example/x', 'https\\://evil.example/x'],
  ['see HTTP://evil.example', 'see HTTP\\://evil.example'],
  ['ftp://evil.example', 'ftp\\://evil.example'],
  ['www.evil.example', 'www\\.evil.example'],
  ['mailto:a@evil.example', 'mailto\\:a@\u200bevil.example'],
  ['write to ann@evil.example', 'write to ann@\u200bevil.example'],
  ['@everybody and @org/team', '@\u200beverybody and @\u200borg/team'],
  ['fixes #12', 'fixes \\#\u200b12'],
  ['2 @ 3 C# 8', '2 @ 3 C\\# 8'],
  ['[here](javascript:1)', '\\[here\\](javascript:1)'],
  ['<https://evil.example>', '\\<https\\://evil.example\\>'],
  ['a\n# b\n- c', 'a \\# b - c'],
  ['~~not~~ a | b', '\\~\\~not\\~\\~ a \\| b'],
  ['Checkout: the shop, v1.2', 'Checkout: the shop, v1.2'],
])('%j is text inside a line', (said, escaped) => {
  expect(inLine(said)).toBe(escaped);
});
