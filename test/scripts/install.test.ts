/** Two commands that find packages missing in one folder, by the real npm, without a registry. */
import { spawn } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installPackages, whyInstall } from '@/scripts/lib/install.mjs';

let folder: string;
const file = (name: string) => join(folder, name);
/** As a program of its own would install them. */
const program = `import { installPackages } from '${pathToFileURL('scripts/lib/install.mjs')}';
await installPackages(process.argv[1], () => {});`;

/** A project whose one package lies beside it, and which installs slowly: until somebody makes the file "go". */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-install-'));
  const wait = `const fs = require('node:fs');
    fs.appendFileSync('../times', 'once ');
    const timer = setInterval(() => fs.existsSync('../go') && clearInterval(timer), 20);`;
  const dependencies = { beside: 'file:beside' };
  const project = { name: 'project', version: '1.0.0', engines: { node: '>=20.0' }, dependencies };
  const beside = { name: 'beside', version: '1.0.0', scripts: { postinstall: 'node wait.cjs' } };
  const packages = {
    '': project,
    beside: { version: '1.0.0', hasInstallScript: true },
    'node_modules/beside': { resolved: 'beside', link: true },
  };
  mkdirSync(file('beside'));
  writeFileSync(file('beside/package.json'), JSON.stringify(beside));
  writeFileSync(file('package.json'), JSON.stringify(project));
  writeFileSync(file('package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, packages }));
  writeFileSync(file('beside/wait.cjs'), wait);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const times = () => readFileSync(file('times'), 'utf8').trim().split(' ').length;
const lock = () => lstatSync(file('.installing'), { throwIfNoEntry: false });

test('the second waits for the first, says for whom, and has nothing left to install', async () => {
  const first = spawn(process.execPath, ['--input-type=module', '-e', program, folder], { stdio: 'ignore' });
  const ended = new Promise((resolve) => first.once('exit', resolve));
  await expect.poll(lock, { timeout: 20_000 }).toBeDefined();
  const said: string[] = [];
  const second = installPackages(folder, (line: string) => said.push(line));
  await expect
    .poll(() => said, { timeout: 20_000 })
    .toEqual([`process ${first.pid} installs packages here: waiting for it`]);
  writeFileSync(file('go'), '');
  await second;
  expect(await ended).toBe(0);
  expect([said.at(-1), times(), whyInstall(folder), lock()]).toEqual(['up to date', 1, null, undefined]);
});

test('what a killed one left behind is taken over', async () => {
  symlinkSync(String(2 ** 22 + 1), file('.installing'));
  writeFileSync(file('go'), '');
  const said: string[] = [];
  await installPackages(folder, (line: string) => said.push(line));
  expect([said[0], said.at(-1)]).toEqual(['first start: installing', 'first start: installed']);
  expect([times(), lock()]).toEqual([1, undefined]);
});

test('where npm fails, the next one may try again', async () => {
  writeFileSync(file('beside/wait.cjs'), 'process.exit(3)');
  await expect(installPackages(folder, () => {})).rejects.toThrow('exit code');
  expect(lock()).toBeUndefined();
});
