import { expect, test } from 'vitest';
import { hashPassword, newPassword, passwordMatches } from '@/service/auth/passwords';

test('12 to 128 characters of any script are a password, shorter and longer ones are named', () => {
  const right = (password: string) => newPassword.safeParse(password).success;
  for (const password of ['a'.repeat(12), 'x'.repeat(128), 'пароль из слов', '  two  spaces  ', '🐎🔋📎🔧'.repeat(3)])
    expect([password, right(password)]).toEqual([password, true]);
  for (const password of ['a'.repeat(11), 'x'.repeat(129)])
    expect([password, right(password)]).toEqual([password, false]);
});

test('every character counts, to the last', async () => {
  const long = 'x'.repeat(127);
  const stored = await hashPassword(`${long}y`);
  expect(await passwordMatches(stored, `${long}y`)).toBe(true);
  expect(await passwordMatches(stored, `${long}z`)).toBe(false);
  expect(await passwordMatches(stored, long)).toBe(false);
});

test('two hashes of one password differ, and name argon2id with its cost', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse battery'), hashPassword('correct horse battery')]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
