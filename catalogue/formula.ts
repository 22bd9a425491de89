/**
 * Formulas that people write into roadmaps and bills: the Common Expression Language (CEL), arithmetic only.
 * Lists, texts, fields and macros are refused, so that a formula takes at most as many steps as it has parts.
 */
import { Environment } from '@marcbachmann/cel-js';
import { FORMULA_NAMES, type Formula } from '@/catalogue/types';

const MOST_CHARACTERS = 500;
const MOST_PARTS = 200;
const OPERATORS = new Set([
  ...['+', '-', '*', '/', '%', '-_', '!_', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '?:'],
]);
const FUNCTIONS: Record<string, (...values: number[]) => number> = {
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  min: Math.min,
  max: Math.max,
};

/** What a class of machine is known by; formulas of limits know nothing else. */
const CLASS_NAMES = ['memory_gib', 'vcpu'];

/** A formula that cannot be used; its message says what to write instead. */
export class FormulaError extends Error {}

const environments = new Map<string, Environment>();
const compiled = new Map<string, Formula>();

/** A quantity of a bill, over measured demand. @throws FormulaError */
export const readFormula = (text: string): Formula => compile(text, Object.keys(FORMULA_NAMES));

/** A limit of a class of machine, over its size. @throws FormulaError */
export const readClassFormula = (text: string): Formula => compile(text, CLASS_NAMES);

function compile(text: string, names: string[]): Formula {
  const key = `${names.length}:${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (text.length > MOST_CHARACTERS)
    throw new FormulaError(`is longer than ${MOST_CHARACTERS} characters. Shorten it.`);
  const used = new Set<string>();
  let run: (context: Record<string, unknown>) => unknown;
  try {
    const parsed = environment(names).parse(text);
    walk(parsed.ast as unknown as Node, names, used);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error;
    if (!['double', 'int'].includes(String(checked.type))) throw new FormulaError('must give a number.');
    run = parsed as unknown as typeof run;
  } catch (error) {
    if (error instanceof FormulaError) throw error;
    const first = (error as Error).message.split('\n')[0];
    throw new FormulaError(`is no formula: ${first}. Write arithmetic such as ceil(cores / 0.6).`);
  }
  const formula: Formula = { text, names: [...used], value: (values) => Number(run(values)) };
  // A fresh text each time must not grow the process: the oldest go first.
  if (compiled.size >= 1_000) compiled.delete(compiled.keys().next().value as string);
  compiled.set(key, formula);
  return formula;
}

function environment(names: string[]): Environment {
  const key = names.join();
  const made = environments.get(key);
  if (made !== undefined) return made;
  const limits = { maxAstNodes: MOST_PARTS, maxDepth: 30, maxListElements: 0, maxMapEntries: 0, maxCallArguments: 8 };
  const env = new Environment({ limits });
  for (const name of names) env.registerVariable(name, 'double');
  for (const name of ['ceil', 'floor', 'round']) {
    for (const type of ['double', 'int'])
      env.registerFunction(`${name}(${type}): double`, (value: unknown) => FUNCTIONS[name]?.(Number(value)));
  }
  for (const name of ['min', 'max']) {
    for (const left of ['double', 'int'])
      for (const right of ['double', 'int'])
        env.registerFunction(`${name}(${left}, ${right}): double`, (a: unknown, b: unknown) =>
          FUNCTIONS[name]?.(Number(a), Number(b)),
        );
  }
  // CEL keeps whole and broken numbers apart; people do not: "2 * cores" means what it says.
  const mixed: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [operator, act] of Object.entries(mixed)) {
    for (const pair of [`int ${operator} double`, `double ${operator} int`])
      env.registerOperator(`${pair}: double`, (a: unknown, b: unknown) => act(Number(a), Number(b)));
  }
  environments.set(key, env);
  return env;
}

interface Node {
  op: string;
  args: unknown;
}

/** Only what is listed here is a formula; everything else of CEL is refused by name. */
function walk(node: Node, names: string[], used: Set<string>): void {
  if (node.op === 'value') {
    if (!['number', 'bigint', 'boolean'].includes(typeof node.args))
      throw new FormulaError('holds text; a formula is made of numbers and names.');
    return;
  }
  if (node.op === 'id') {
    const name = String(node.args);
    if (!names.includes(name)) throw new FormulaError(`names "${name}". The names here are ${names.join(', ')}.`);
    used.add(name);
    return;
  }
  if (node.op === 'call') {
    const [name, values] = node.args as [string, Node[]];
    if (!Object.hasOwn(FUNCTIONS, name))
      throw new FormulaError(`calls "${name}". The functions here are ${Object.keys(FUNCTIONS).join(', ')}.`);
    for (const value of values) walk(value, names, used);
    return;
  }
  if (!OPERATORS.has(node.op))
    throw new FormulaError('uses lists, fields or methods; a formula is arithmetic, comparison and condition ? a : b.');
  for (const part of Array.isArray(node.args) ? node.args : [node.args]) walk(part as Node, names, used);
}
