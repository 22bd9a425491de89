import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpositionError, type ExpositionFormat, readExposition } from '@/collectors/prometheus/exposition';
import { readNumber } from '@/collectors/prometheus/exposition-number';
import { readSpelling } from '@/collectors/prometheus/exposition-spelling';

interface Read {
  types: Record<string, string>;
  units: Record<string, string>;
  helps: Record<string, string>;
  samples: { name: string; labels: Record<string, string>; value: number; time: number }[];
}

function read(text: string | Buffer, format: ExpositionFormat = 'text'): Read {
  const out: Read = { types: {}, units: {}, helps: {}, samples: [] };
  readExposition(Buffer.from(text as string), format, {
    type: (family, type) => Object.assign(out.types, { [family]: type }),
    unit: (family, unit) => Object.assign(out.units, { [family]: unit }),
    help: (family, help) => Object.assign(out.helps, { [family]: help }),
    sample(spelling, value, time) {
      const { name, labels } = readSpelling(spelling);
      out.samples.push({ name, labels: Object.fromEntries(labels), value, time });
    },
  });
  return out;
}

const none = Number.NaN;

describe('the text format', () => {
  it('reads the example of its specification', () => {
    const { samples, types, helps } = read(`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045
`);
    expect(types).toEqual({ http_requests_total: 'counter' });
    expect(helps).toEqual({ http_requests_total: 'The total number of HTTP requests.' });
    expect(samples).toEqual([
      { name: 'http_requests_total', labels: { method: 'post', code: '200' }, value: 1027, time: 1395066363000 },
      { name: 'http_requests_total', labels: { method: 'post', code: '400' }, value: 3, time: 1395066363000 },
      {
        name: 'msdos_file_access_time_seconds',
        labels: { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find file:\n"FILE.TXT"' },
        value: 1458255915,
        time: none,
      },
      { name: 'metric_without_timestamp_and_labels', labels: {}, value: 12.47, time: none },
      {
        name: 'something_weird',
        labels: { problem: 'division by zero' },
        value: Number.POSITIVE_INFINITY,
        time: -3982045,
      },
    ]);
  });

  it('takes blanks, tabs, CR, a comma before the brace and a missing last newline as Prometheus does', () => {
    expect(read(' \ta { x = "1" , } \t5\r\n\r\nb{}1\nc NaN').samples).toEqual([
      { name: 'a', labels: { x: '1' }, value: 5, time: none },
      { name: 'b', labels: {}, value: 1, time: none },
      { name: 'c', labels: {}, value: none, time: none },
    ]);
  });

  it('keeps braces, hashes and commas inside label values, and any text', () => {
    const { samples } = read('a{x="}{#,= \\\\",y="schön 日本"} 1 # {trace_id="}"} 2 3\n');
    expect(samples[0]?.labels).toEqual({ x: '}{#,= \\', y: 'schön 日本' });
  });

  it('takes an empty label for none, and names in quotes', () => {
    expect(read('{"my.metric","a.b"="1",c=""} 2\n# TYPE "my.metric" gauge\n')).toMatchObject({
      types: { 'my.metric': 'gauge' },
      samples: [{ name: 'my.metric', labels: { 'a.b': '1' }, value: 2 }],
    });
  });

  it.each([
    ['a{x="1} 2\n', 'line 1: a label value has no closing quote'],
    ['ok 1\na{x="1" 2\n', 'line 2: the labels have no closing brace'],
    ['a\n', 'line 1: a sample has no value'],
    ['a x\n', 'line 1: a value is not a number'],
    ['a 0x10\n', 'line 1: a value is not a number'],
    ['a 1 1.5\n', 'line 1: a timestamp is not a number of whole milliseconds since 1970'],
    ['a 1 2 3\n', 'line 1: something follows value and timestamp that is no exemplar'],
    ['1a 1\n', 'line 1: a metric name may hold only letters, digits, _ and :, and must not begin with a digit'],
    ['a{1x="1"} 1\n', 'line 1: a label has no name, or one with other characters than letters, digits and _'],
    ['a{x=1} 1\n', 'line 1: the value of a label must stand in double quotes behind ='],
    ['a{x="1" y="2"} 1\n', 'line 1: labels must have a comma between them'],
    ['a{x="1",x="2"} 1\n', 'line 1: a label stands twice in one sample'],
    ['\n\n# TYPE a number\n', 'line 3: # TYPE must be one of counter'],
    ['# TYPE\n', 'line 1: # TYPE names no metric'],
    [Buffer.from([0x61, 0x7b, 0x78, 0x3d, 0x22, 0xff, 0x22, 0x7d, 0x20, 0x31]), 'line 1: a name or a label value is'],
  ])('names line and problem of %j, never its content', (text, says) => {
    expect(() => read(text)).toThrow(says);
  });
});

describe('OpenMetrics', () => {
  const good = `# TYPE acme_http_router_request_seconds summary
# UNIT acme_http_router_request_seconds seconds
# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0 1605281325.5
acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
# TYPE foo counter
foo_total 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879606.1
# TYPE i info
i_info{a="b"} 1
# TYPE g gaugehistogram
g_bucket{le="+Inf"} 4 # {} 3
# EOF
`;

  it('reads types, units, fractional timestamps and exemplars', () => {
    const { samples, types, units } = read(good, 'openmetrics');
    expect(types).toEqual({
      acme_http_router_request_seconds: 'summary',
      foo: 'counter',
      i: 'info',
      g: 'gaugehistogram',
    });
    expect(units).toEqual({ acme_http_router_request_seconds: 'seconds' });
    expect(samples.map(({ value, time }) => [value, time])).toEqual([
      [9036.32, none],
      [807283, 1605281325500],
      [1605281325, none],
      [17, 1520879607789],
      [1, none],
      [4, none],
    ]);
  });

  it('refuses a text that was cut off, and one that goes on behind its end', () => {
    expect(() => read(good.replace('# EOF\n', ''), 'openmetrics')).toThrow('line 12: the text stops before # EOF');
    expect(() => read(`${good}more 1\n`, 'openmetrics')).toThrow('line 14: something follows # EOF');
    expect(() => read('a 1 2 # {x="1" 3\n# EOF\n', 'openmetrics')).toThrow('line 1: the labels have no closing brace');
    expect(() => read('a 1 # {} x\n# EOF\n', 'openmetrics')).toThrow('line 1: the value of an exemplar');
  });
});

describe('numbers', () => {
  const readText = (text: string) => {
    const bytes = Buffer.from(text);
    return readNumber(bytes, 0, bytes.length);
  };

  it('are exactly those that JavaScript reads, however they are written', () => {
    const written = fc
      .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('plain', 'exponent', 'fixed', 'plus'))
      .map(([value, how]) => {
        if (how === 'exponent') return value.toExponential();
        if (how === 'fixed' && Math.abs(value) < 1e20) return value.toFixed(9);
        return how === 'plus' && !Object.is(value, -0) && value >= 0 ? `+${value}` : String(value);
      });
    fc.assert(
      fc.property(written, (text) => {
        expect(readText(text)).toBe(Number(text));
      }),
      { numRuns: 3000 },
    );
    expect(readText('-0')).toBe(-0);
    expect(['9007199254740993', '0.1', '1e-23', '1.7976931348623157e+308', '5e-324', '.5', '5.'].map(readText)).toEqual(
      [9007199254740992, 0.1, 1e-23, 1.7976931348623157e308, 5e-324, 0.5, 5],
    );
  });

  it.each(['', '+', '.', 'e5', '1e', '1e+', '1_000', '0x1p4', '1.2.3', '--1', 'in', 'infinit', '١', '1 '])(
    'are nothing else: %j',
    (text) => {
      expect(readText(text)).toBeUndefined();
    },
  );

  it.each([
    ['NaN', none],
    ['nan', none],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ])('have words: %s', (text, value) => {
    expect(readText(text)).toBe(value);
  });
});

describe('any exposition', () => {
  const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/);
  const label = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/);
  const sample = fc.record({
    name,
    labels: fc.dictionary(label, fc.string({ unit: 'grapheme', minLength: 1 }), { maxKeys: 4, noNullPrototype: true }),
    value: fc.double(),
    time: fc.option(fc.integer({ min: -1e12, max: 4e12 }), { nil: none }),
  });
  const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
  const number = (value: number) =>
    value === Number.POSITIVE_INFINITY
      ? '+Inf'
      : Object.is(value, -0)
        ? '-0'
        : String(value).replace('Infinity', 'Inf');
  const render = (samples: Read['samples'], format: ExpositionFormat) =>
    samples
      .map(({ name, labels, value, time }) => {
        const inner = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
        const at = Number.isNaN(time) ? '' : ` ${format === 'text' ? time : time / 1000}`;
        return `${name}{${inner.join(',')}} ${number(value)}${at}\n`;
      })
      .join('');

  it('is read back as it was written, in both formats', () => {
    fc.assert(
      fc.property(fc.array(sample), fc.constantFrom<ExpositionFormat>('text', 'openmetrics'), (samples, format) => {
        const end = format === 'openmetrics' ? '# EOF\n' : '';
        expect(read(render(samples, format) + end, format).samples).toEqual(samples);
      }),
    );
  });

  it('is read or refused with a line, whatever bytes are changed', () => {
    const seed = Buffer.from(
      '# TYPE a_b counter\na_b{x="1\\n",y="é"} 1.5e3 12 # {z="1"} 2\n{"q.r",s="t"} NaN\n# UNIT a_b b\n# EOF\n',
    );
    const change = fc.tuple(fc.nat(seed.length), fc.nat(6), fc.uint8Array({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.boolean(), (changes, open) => {
        let bytes: Buffer = seed;
        for (const [at, gone, put] of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)]);
        try {
          read(bytes, open ? 'openmetrics' : 'text');
        } catch (error) {
          expect(error).toBeInstanceOf(ExpositionError);
          expect((error as ExpositionError).line).toBeGreaterThanOrEqual(bytes.length > 0 ? 1 : 0);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
