import { expect, test } from 'vitest';
import { teamSentences } from '@/service/report/team-sentences';
import type { ReportStep } from '@/service/views/report';
import { advice, NOW, wording } from '../advisor/support/advice';

test('what a team has to do first is one sentence', () => {
  const first = { title: 'Cache reads in Redis', app: 'checkout', begin: 'by 7 Feb', effort: '4 h', money: '' };
  const facts = { apps: [], decide: [first as ReportStep], done: [], fromAt: NOW };
  const [, act] = teamSentences(facts, [{ name: 'checkout', advice }], wording);
  expect(act).toBe(
    'First: Cache reads in Redis in checkout, by 7 Feb, 4 h; 3 steps now in all, about $410 a month more.',
  );
});
