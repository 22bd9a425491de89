/** The command as people run it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'headroom-command-'));
afterAll(() => rmSync(directory, { recursive: true }));

function headroom(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/headroom.mjs'), ...args], {
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const roadmap = readFileSync(join(root, 'test/roadmaps/three-phases.yaml'), 'utf8');
writeFileSync(join(directory, 'ours.yaml'), roadmap);
writeFileSync(join(directory, 'bad.yaml'), roadmap.replace('title: Middle', 'titel: Middle'));
const rule = 'roadmap ./ours.yaml\nusers.active 500\nat 2d\n  phase small\n';
writeFileSync(join(directory, 'holds.txt'), rule);
writeFileSync(join(directory, 'fails.txt'), rule.replace('phase small', 'phase middle'));
writeFileSync(join(directory, 'unread.txt'), rule.replace('ours.yaml', 'bad.yaml'));

test('check knows the signals that the team declared, where it is told', () => {
  writeFileSync(join(directory, 'own.yaml'), roadmap.replace('signal: queue.depth', 'signal: orders.rate'));
  writeFileSync(join(directory, 'signals.yaml'), '- { id: orders.rate, worsens: up }\n');
  expect(headroom('roadmap', 'check', 'own.yaml').status).toBe(1);
  expect(headroom('roadmap', 'check', 'own.yaml', '--signals=signals.yaml')).toMatchObject({ status: 0, stderr: '' });
  writeFileSync(join(directory, 'none.yaml'), '- Orders\n');
  const { status, stderr } = headroom('roadmap', 'check', 'own.yaml', '--signals=none.yaml');
  expect([status, stderr.split('\n')[0]]).toEqual([
    2,
    'none.yaml: "Orders" is no signal. Write - orders.rate, or - { id: orders.rate, worsens: up }',
  ]);
});

test('check says that a roadmap is right, or every mistake with its place', () => {
  expect(headroom('roadmap', 'check', 'ours.yaml')).toEqual({
    status: 0,
    stdout: 'ours.yaml: right. 3 phases, 7 thresholds.\n',
    stderr: '',
  });
  const { status, stdout } = headroom('roadmap', 'check', 'bad.yaml');
  expect(status).toBe(1);
  expect(stdout).toMatch(/^bad\.yaml:23:5: phases\.middle\.title is missing\. Add it as text\.$/m);
  expect(stdout).toMatch(/^bad\.yaml:24:5: phases\.middle\.titel is not a field here\./m);
  const json = JSON.parse(headroom('roadmap', 'check', 'bad.yaml', 'ours.yaml', '--json').stdout);
  expect(json[0]).toMatchObject({
    file: 'bad.yaml',
    ok: false,
    problems: [
      { line: 23, column: 5 },
      { line: 24, column: 5 },
    ],
  });
  expect(json[1]).toMatchObject({ ok: true, roadmap: { id: 'three-phases', version: 1, phases: 3 } });
});

test('test says what holds, and what Headroom says instead', () => {
  expect(headroom('roadmap', 'test', 'holds.txt')).toMatchObject({ status: 0, stdout: 'holds.txt: holds (1 line)\n' });
  const failed = headroom('roadmap', 'test', 'holds.txt', 'fails.txt');
  expect(failed.status).toBe(1);
  expect(failed.stdout).toMatch(/fails\.txt:4: at 2d expected {2}phase middle\n +but got {3}small\n/);
  expect(headroom('roadmap', 'test', 'unread.txt')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('bad.yaml:24:5:'),
  });
});

test('what the command itself gets wrong is 2', () => {
  expect(headroom('roadmap', 'check', 'no-such.yaml')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^There is no file no-such\.yaml\./),
  });
  expect(headroom('roadmap', 'chek').stderr).toMatch(/^There is no command "roadmap chek"\./);
  expect(headroom('roadmap', 'check').status).toBe(2);
  expect(headroom('roadmap', 'check', '.').status).toBe(2);
  expect(headroom('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('headroom roadmap check FILE'),
  });
});

test('schema is JSON Schema', () => {
  expect(JSON.parse(headroom('roadmap', 'schema').stdout)).toMatchObject({ type: 'object', title: 'Headroom roadmap' });
});
