/**
 * Runs real programs on this machine and keeps what they tell of known work in test/fixtures: bodies of OTLP
 * requests, answers to scrapes. What is not installed is left out. `npm run capture -- redis python-flask`
 * makes those whose name begins so; without names, all.
 */
import { mkdirSync } from 'node:fs';
import { captureExporters } from './exporters';
import { makeGround } from './ground';
import { captureNode } from './node';
import { capturePython } from './python';

export async function capture(names: string[]): Promise<void> {
  const wanted = (name: string) => names.length === 0 || names.some((start) => name.startsWith(start));
  mkdirSync('test/fixtures/otlp', { recursive: true });
  const ground = await makeGround();
  try {
    await captureExporters(ground, wanted);
    await captureNode(ground, wanted);
    await capturePython(ground, wanted);
  } finally {
    await ground.close();
  }
}
