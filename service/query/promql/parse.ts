/** Text to tree by Prometheus's own grammar; what Headroom does not answer is refused with its place. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { type Aggregation, badData, type Expression, type Matcher, type Operator, type Selector } from './expression';
import { durationMs, numberOf, stringOf } from './literals';
import { labelName } from './naming';

export const LONGEST_QUERY = 10_000;
const DEEPEST = 100;

/** @throws PromError bad_data "line:column: …" for what cannot be read or is not answered. */
export function parse(text: string): Expression {
  if (text.length > LONGEST_QUERY) throw badData(`a query has at most ${LONGEST_QUERY} characters`);
  if (text.trim() === '') throw badData('1:1: parse error: no expression found in input');
  const tree = parser.parse(text);
  const reader = new Reader(text);
  reader.refuseErrors(tree.topNode);
  const top = tree.topNode.firstChild;
  if (!top) throw reader.error(tree.topNode, 'no expression found in input');
  return reader.expression(top, 0);
}

/** "line:column" of an offset, as Prometheus counts: from one. */
function place(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

const HANDLED = 'Headroom answers selectors, rate, increase, sum, avg, min, max, histogram_quantile and arithmetic';

class Reader {
  constructor(private readonly text: string) {}

  error(node: { from: number }, message: string) {
    return badData(`${place(this.text, node.from)}: parse error: ${message}`);
  }

  unanswered(node: SyntaxNode, what: string) {
    return badData(`${place(this.text, node.from)}: ${what} is not answered here (${HANDLED})`);
  }

  said(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  refuseErrors(top: SyntaxNode): void {
    top.cursor().iterate((node) => {
      if (!node.type.isError) return true;
      const found = this.text.slice(node.from, Math.max(node.to, node.from + 1)).trim();
      throw this.error(node, found === '' ? 'unexpected end of input' : `unexpected ${JSON.stringify(found)}`);
    });
  }

  expression(node: SyntaxNode, depth: number): Expression {
    if (depth > DEEPEST) throw this.error(node, `an expression may be ${DEEPEST} levels deep`);
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { type: 'number', value: numberOf(this.said(node)) };
      case 'ParenExpr':
        return this.expression(this.inner(node), depth + 1);
      case 'UnaryExpr':
        return this.unary(node, depth);
      case 'BinaryExpr':
        return this.binary(node, depth);
      case 'VectorSelector':
      case 'MatrixSelector':
      case 'OffsetExpr':
        return this.selector(node);
      case 'FunctionCall':
        return this.call(node, depth);
      case 'AggregateExpr':
        return this.aggregate(node, depth);
      case 'StringLiteral':
        throw this.unanswered(node, 'a string as an expression');
      case 'SubqueryExpr':
        throw this.unanswered(node, 'a subquery ("[…:…]")');
      case 'StepInvariantExpr':
        throw this.unanswered(node, 'the modifier "@"');
      default:
        throw this.unanswered(node, `"${this.said(node).slice(0, 40)}"`);
    }
  }

  inner(node: SyntaxNode): SyntaxNode {
    const child = node.firstChild;
    if (!child) throw this.error(node, 'an expression is missing');
    return child;
  }

  unary(node: SyntaxNode, depth: number): Expression {
    const operand = this.expression(node.lastChild as SyntaxNode, depth + 1);
    if (isRange(operand))
      throw this.error(node, 'a sign before a range vector; only scalars and instant vectors have one');
    const sign = this.said(this.inner(node));
    if (sign === '+') return operand;
    return operand.type === 'number'
      ? { type: 'number', value: -operand.value }
      : { type: 'negate', argument: operand };
  }

  binary(node: SyntaxNode, depth: number): Expression {
    const operatorNode = this.inner(node).nextSibling as SyntaxNode;
    const op = this.said(operatorNode);
    if (!['+', '-', '*', '/', '%', '^'].includes(op)) throw this.unanswered(operatorNode, `the operator "${op}"`);
    for (const name of ['BoolModifier', 'MatchingModifierClause', 'FillModifier', 'FillClause']) {
      const modifier = node.getChild(name);
      if (modifier) throw this.unanswered(modifier, `the modifier "${this.said(modifier)}"`);
    }
    const left = this.expression(node.firstChild as SyntaxNode, depth + 1);
    const right = this.expression(node.lastChild as SyntaxNode, depth + 1);
    for (const [side, child] of [
      [left, node.firstChild],
      [right, node.lastChild],
    ] as const) {
      if (isRange(side)) throw this.error(child as SyntaxNode, 'arithmetic with a range vector; put rate() around it');
    }
    // "-2^2" is -(2^2): the grammar takes the sign for the number's own.
    if (op === '^' && node.firstChild?.name === 'NumberDurationLiteral' && left.type === 'number' && left.value < 0) {
      const power: Expression = { type: 'binary', op: '^', left: { type: 'number', value: -left.value }, right };
      return { type: 'negate', argument: power };
    }
    return { type: 'binary', op: op as Operator, left, right };
  }

  selector(node: SyntaxNode): Selector {
    if (node.name === 'OffsetExpr') {
      const duration = node.getChild('OffsetDurationExpr');
      const inner = this.inner(node);
      if (!['VectorSelector', 'MatrixSelector'].includes(inner.name))
        throw this.error(node, 'offset stands behind a selector only');
      return { ...this.selector(inner), offsetMs: this.duration(duration as SyntaxNode) };
    }
    if (node.name === 'MatrixSelector') {
      const inner = this.inner(node);
      if (inner.name !== 'VectorSelector') throw this.error(node, 'ranges are only allowed for selectors');
      const rangeMs = this.duration(node.getChild('DurationExpr') as SyntaxNode);
      if (!(rangeMs > 0)) throw this.error(node, 'a range must be longer than 0');
      return { ...this.selector(inner), rangeMs };
    }
    const matchers = this.matchers(node);
    const holds = (matcher: Matcher) =>
      matcher.op === '='
        ? matcher.value !== ''
        : matcher.op === '!='
          ? matcher.value === ''
          : matcher.op === '=~' && !/^(\.\*)?$/.test(matcher.value);
    if (!matchers.some(holds)) throw this.error(node, 'a selector must have at least one matcher that is not empty');
    return { type: 'selector', matchers, rangeMs: null, offsetMs: 0 };
  }

  matchers(node: SyntaxNode): Matcher[] {
    const matchers: Matcher[] = [];
    const name = node.getChild('Identifier');
    if (name) matchers.push({ label: '__name__', op: '=', value: this.said(name) });
    for (let each = node.getChild('LabelMatchers')?.firstChild ?? null; each; each = each.nextSibling) {
      if (each.name === 'QuotedLabelName') {
        if (matchers.some(({ label, op }) => label === '__name__' && op === '='))
          throw this.error(each, 'the metric name is set twice');
        matchers.push({ label: '__name__', op: '=', value: stringOf(this.said(each)) });
      } else if (each.name.endsWith('LabelMatcher')) matchers.push(this.matcher(each));
    }
    return matchers;
  }

  matcher(node: SyntaxNode): Matcher {
    const [label, op, value] = [node.firstChild, node.getChild('MatchOp'), node.lastChild] as SyntaxNode[];
    const quoted = label?.name === 'QuotedLabelName';
    const name = this.said(label as SyntaxNode);
    return {
      label: labelName(quoted ? stringOf(name) : name),
      op: this.said(op as SyntaxNode) as Matcher['op'],
      value: stringOf(this.said(value as SyntaxNode)),
    };
  }

  duration(node: SyntaxNode): number {
    const text = this.said(node);
    const ms = durationMs(text);
    if (ms === null) throw this.unanswered(node, `the duration expression "${text}"`);
    return ms;
  }

  call(node: SyntaxNode, depth: number): Expression {
    const name = this.said(this.inner(node));
    const body = node.getChild('FunctionCallBody') as SyntaxNode;
    const given = childrenOf(body);
    if (name === 'rate' || name === 'increase') {
      const [only] = given;
      if (given.length !== 1 || !only)
        throw this.error(node, `expected 1 argument in call to "${name}", got ${given.length}`);
      const selector = this.expression(only, depth + 1);
      if (!isRange(selector)) throw this.error(only, `expected type range vector in call to "${name}"`);
      return { type: 'rate', of: name, selector };
    }
    if (name !== 'histogram_quantile') throw this.unanswered(node, `the function "${name}"`);
    const [first, second] = given;
    if (given.length !== 2 || !first || !second)
      throw this.error(node, `expected 2 arguments in call to "${name}", got ${given.length}`);
    const q = constant(this.expression(first, depth + 1));
    if (q === null) throw this.error(first, `expected type scalar in call to "${name}"`);
    const argument = this.expression(second, depth + 1);
    if (!isVector(argument)) throw this.error(second, `expected type instant vector in call to "${name}"`);
    return { type: 'quantile', q, argument };
  }

  aggregate(node: SyntaxNode, depth: number): Expression {
    const op = this.said(this.inner(node));
    if (!['sum', 'avg', 'min', 'max'].includes(op)) throw this.unanswered(node, `the aggregation "${op}"`);
    const given = childrenOf(node.getChild('FunctionCallBody') as SyntaxNode);
    const [only] = given;
    if (given.length !== 1 || !only)
      throw this.error(node, `expected 1 argument in aggregation "${op}", got ${given.length}`);
    const argument = this.expression(only, depth + 1);
    if (!isVector(argument)) throw this.error(only, `expected type instant vector in aggregation "${op}"`);
    const modifier = node.getChild('AggregateModifier');
    const labels = modifier ? childrenOf(modifier.getChild('GroupingLabels') as SyntaxNode) : [];
    return {
      type: 'aggregate',
      op: op as Aggregation,
      by: modifier?.getChild('Without') == null,
      labels: labels.map((label) => {
        const name = this.said(label);
        return labelName(label.name === 'QuotedLabelName' ? stringOf(name) : name);
      }),
      argument,
    };
  }
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

export function isRange(expression: Expression): expression is Selector {
  return expression.type === 'selector' && expression.rangeMs !== null;
}

function isVector(expression: Expression): boolean {
  return !isRange(expression) && constant(expression) === null;
}

/** The value of an expression of numbers alone; null where a vector is in it. */
export function constant(expression: Expression): number | null {
  if (expression.type === 'number') return expression.value;
  if (expression.type === 'negate') {
    const value = constant(expression.argument);
    return value === null ? null : -value;
  }
  if (expression.type !== 'binary') return null;
  const [left, right] = [constant(expression.left), constant(expression.right)];
  return left === null || right === null ? null : calculate(expression.op, left, right);
}

/** Go's math.Pow and math.Mod, which are JavaScript's but for 1^NaN and (-1)^±Inf. */
export function calculate(op: Operator, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left === 1 || (left === -1 && Math.abs(right) === Number.POSITIVE_INFINITY) ? 1 : left ** right;
  }
}
