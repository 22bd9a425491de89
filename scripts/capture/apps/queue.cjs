/** Jobs under BullMQ with its own telemetry switched on, as its guide shows it; SIGUSR2 adds the jobs of the work. */
const { Queue, Worker } = require('bullmq');
const { BullMQOtel } = require('bullmq-otel');

const connection = { host: '127.0.0.1', port: Number(process.env.SHOP_REDIS_PORT) };
const telemetry = new BullMQOtel({ tracerName: 'jobs', meterName: 'jobs', enableMetrics: true });
const queue = new Queue('mail', { connection, telemetry });
const paused = new Queue('reports', { connection, telemetry });

new Worker('mail', () => new Promise((resolve) => setTimeout(resolve, 20)), { connection, telemetry });

async function add(jobs, reports) {
  for (let i = 0; i < jobs; i++) await queue.add('receipt', { i });
  for (let i = 0; i < reports; i++) await paused.add('report', { i });
}

add(5, 2);
process.on('SIGUSR2', () => add(Number(process.env.SHOP_JOBS), Number(process.env.SHOP_WAITING_JOBS)));
setInterval(() => paused.recordJobCountsMetric(), 500);
