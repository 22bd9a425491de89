import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/fixtures/**', 'node_modules/**'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    // The machine may be shared: a limit that catches what hangs, not what is slow.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // In CI a neighbour on the machine can stop a process for seconds. What passes the second time is printed with its
    // "(retry x1)"; on a developer's machine nothing is tried twice.
    retry: process.env.CI ? 1 : 0,
    // The provider of the sign-in tests warns at every start that it is not for production, which it is not.
    onConsoleLog: (log) => !log.startsWith('oidc-provider WARNING'),
  },
});
