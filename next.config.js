/** @type {import('next').NextConfig} */
export default {
  // The server runs from this clone with its node_modules: only our own code is bundled.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@opentelemetry/api',
    '@opentelemetry/sdk-node',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg',
    'pino',
    'prom-client',
    'yaml',
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: import.meta.dirname },
  // Two builds or a build and a dev server must not share a folder; the tests build into their own.
  distDir: process.env.HEADROOM_NEXT_DIR ?? '.next',
};
