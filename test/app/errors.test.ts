import { expect, test, vi } from 'vitest';
import { refusal } from '@/app/api/answer';
import { invalid } from '@/service/errors';

test('an error of ours stays in the log: whoever asked learns that there was one, and no more', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const answer = refusal(new Error('connect ECONNREFUSED 10.1.2.3:5432, password "hunter2"'));
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(text).not.toMatch(/10\.1\.2\.3|hunter2|ECONNREFUSED|at /);
  expect(JSON.parse(text).error).toMatchObject({ code: 'internal' });
  expect(String(log.mock.calls[0])).toContain('ECONNREFUSED');
  log.mockRestore();
});

test('what a person can mend is said, with its field', async () => {
  const answer = refusal(invalid('name', 'give the app a name'));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: { code: 'invalid', field: 'name', message: 'give the app a name' } });
});
