// Which room may import which (docs/architecture.md): downwards only, and why.
const ROOMS = [...require('./scripts/check/rooms.cjs'), 'test'];

/**
 * One rule a room: everything of ours that is not listed is forbidden. `also` are files of other rooms.
 * @param {string} name @param {{ may: string[], also?: string[], why: string }} rule
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
function room(name, { may, also = [], why }) {
  const rooms = [name, ...may];
  const others = ROOMS.filter((other) => !rooms.includes(other));
  return {
    name: `${name} imports downwards only`,
    severity: 'error',
    comment: why,
    from: { path: `^${name}/` },
    to: { path: `^(${others.join('|')})/`, ...(also.length ? { pathNot: also.map((file) => `^${file}`) } : {}) },
  };
}

/** @type {{ forbidden: import('dependency-cruiser').IForbiddenRuleType[], options: import('dependency-cruiser').ICruiseOptions & { enhancedResolveOptions: object } }} */
module.exports = {
  forbidden: [
    room('config', { may: [], why: 'Every room reads the settings, so they may depend on no room.' }),
    room('telemetry', {
      may: ['config'],
      why: 'Every room measures itself, so telemetry may depend on no room but config.',
    }),
    room('catalogue', {
      may: ['config'],
      also: ['advisor/types.ts'],
      why: 'The catalogue is data that people edit; it knows the shapes of findings, never how they are made.',
    }),
    room('advisor', {
      may: [],
      also: [
        'catalogue/types.ts',
        'store/points/points.ts',
        'store/points/classic-buckets.ts',
        'store/points/room.ts',
        'store/points/scratch.ts',
        'store/points/streams.ts',
        'store/query/quantile.ts',
      ],
      why: 'The advisor is pure: data in, advice out. It knows the shapes of catalogue and points (and the arithmetic of buckets); who calls it hands the data in.',
    }),
    {
      name: 'advisor reads no clock and no disk',
      severity: 'error',
      comment:
        'The advisor is pure: no modules of Node and no packages, so that the same data always give the same advice.',
      from: { path: '^advisor/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    room('store', {
      may: ['config', 'telemetry'],
      also: ['advisor/types.ts', 'catalogue/types.ts'],
      why: 'The store is the only room with SQL for telemetry; it keeps and reads, and judges nothing.',
    }),
    room('collectors', {
      may: ['config', 'telemetry', 'store'],
      also: ['service/ingest/'],
      why: 'A collector takes points in and knows tokens and limits (service/ingest); what the points mean is not its business.',
    }),
    room('service', {
      may: ['advisor', 'catalogue', 'config', 'prisma', 'store', 'telemetry'],
      why: 'Use-cases join rooms below them; a page, a worker or a collector asks them, never the other way round.',
    }),
    room('worker', {
      may: ['advisor', 'catalogue', 'config', 'prisma', 'service', 'store', 'telemetry'],
      why: 'The worker does by the clock what service, store and advisor offer; it draws nothing and listens to nobody.',
    }),
    room('components', {
      may: [],
      also: [
        'advisor/types.ts',
        'advisor/words/',
        'advisor/picture/',
        'catalogue/types.ts',
        'service/views/',
        'service/(apps/connect|inputs/inputs|roadmaps/views).ts',
      ],
      why: 'Components draw what they are given: the types of findings and views, the words for them, and no I/O.',
    }),
    room('app', {
      may: ['components', 'config', 'service', 'telemetry'],
      also: ['advisor/types.ts', 'advisor/words/', 'advisor/picture/', 'catalogue/types.ts'],
      why: 'Pages ask service and hand over to components: no SQL and no arithmetic on signals in app/.',
    }),
    {
      name: 'no circles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or a third one is missing.',
      from: { pathNot: '^prisma/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no test helpers in the product',
      severity: 'error',
      comment: 'What runs in production must not need a package that only development installs.',
      from: { path: `^(${ROOMS.filter((name) => name !== 'test' && name !== 'scripts').join('|')})/` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^prisma/generated'] },
    exclude: { path: ['^(\\.next|dist)/'] },
    // `import type` is an edge too: a type of a higher room is a dependency on it.
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
