/** @type {import('next').NextConfig} */
export default {
  // The server runs from this clone with its node_modules: only our own code is bundled.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@opentelemetry/api',
    '@opentelemetry/sdk-node',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pdfkit',
    'pg',
    'pino',
    'prom-client',
    'yaml',
  ],
  poweredByHeader: false,
  // No picture here needs it, and strangers could ask it to work.
  images: { unoptimized: true },
  reactStrictMode: true,
  // proxy.ts sees all but these.
  headers: async () => [{ source: '/_next/:path*', headers: [{ key: 'x-content-type-options', value: 'nosniff' }] }],
  turbopack: { root: import.meta.dirname },
  // `npm run check` does it, in half a second.
  typescript: { ignoreBuildErrors: true },
};
