/**
 * How Node.js runs a worker: most of what it makes lives for one app's minute, so the young generation is large and
 * one thread collects it; several would mostly wait for each other. A third less CPU.
 */
export const workerArgs = ['--single-threaded-gc', '--max-semi-space-size=32'];
