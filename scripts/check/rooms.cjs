/** The rooms whose code is read for import rules (docs/architecture.md). */
module.exports = [
  'advisor',
  'app',
  'catalogue',
  'collectors',
  'components',
  'config',
  'prisma',
  'scripts',
  'service',
  'store',
  'telemetry',
  'worker',
];
