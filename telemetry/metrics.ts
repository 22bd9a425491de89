/** Every metric that Headroom itself records, defined once: name, unit, meaning. */
import { defineCounter, defineDuration, defineGauge } from './instruments';

/** The collector's requests, under the convention's own name: its HTTP auto-instrumentation is off. */
export const ingestRequestDuration = defineDuration({
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests.',
  attributes: ['http.request.method', 'http.route', 'http.response.status_code', 'url.scheme', 'error.type'],
});

export const ingestPoints = defineCounter({
  name: 'headroom.ingest.points',
  unit: '{point}',
  description: 'Data points acknowledged after their commit.',
});

export const ingestRefusedPoints = defineCounter({
  name: 'headroom.ingest.refused_points',
  unit: '{point}',
  description: 'Data points, spans and log records refused or not kept, by reason.',
  attributes: ['reason'],
});

export const ingestRefusedRequests = defineCounter({
  name: 'headroom.ingest.refused_requests',
  unit: '{request}',
  description: 'Requests refused as a whole, by reason.',
  attributes: ['reason'],
});

export const ingestReceived = defineCounter({
  name: 'headroom.ingest.received',
  unit: 'By',
  description: 'Bytes of bodies and messages as they were sent.',
});

export const ingestQueue = defineGauge({
  name: 'headroom.ingest.queue',
  unit: '{request}',
  description: 'Requests that wait for their group commit.',
});

export const ingestInFlight = defineGauge({
  name: 'headroom.ingest.in_flight',
  unit: 'By',
  description: 'Bytes that requests on their way hold, as sent and unzipped.',
});

export const ingestCommitDuration = defineDuration({
  name: 'headroom.ingest.commit.duration',
  description: 'Duration of one group commit, from its first statement to its acknowledgement.',
});

export const ingestCommitRequests = defineCounter({
  name: 'headroom.ingest.commit.requests',
  unit: '{request}',
  description: 'Requests acknowledged by group commits; divided by the commits it is the size of a group.',
});

export const deriveDuration = defineDuration({
  name: 'headroom.worker.derive.duration',
  description: "Duration of deriving one app's hour of signals.",
});

export const derivedHours = defineCounter({
  name: 'headroom.worker.derived_hours',
  unit: '{hour}',
  description: 'App-hours whose signals were derived.',
});

export const foldDuration = defineDuration({
  name: 'headroom.worker.fold.duration',
  description: "Duration of folding one app's hour of frames, or its day of hours, into a block.",
});

export const coveredPoints = defineCounter({
  name: 'headroom.worker.covered_points',
  unit: '{point}',
  description: 'Late gauge and delta points inside time that was folded already: repeats, or lost.',
});

export const evaluateDuration = defineDuration({
  name: 'headroom.worker.evaluate.duration',
  description: 'Duration of evaluating one app: thresholds, evidence, advice.',
});

export const workerCpu = defineCounter({
  name: 'headroom.worker.cpu.time',
  unit: 's',
  description: 'CPU seconds of the worker by stage: derive, watch, evaluate, fold, other.',
  attributes: ['stage'],
});

export const dirtyHours = defineGauge({
  name: 'headroom.worker.dirty_hours',
  unit: '{hour}',
  description: 'App-hours that wait for their signals.',
});

export const deriveLag = defineGauge({
  name: 'headroom.worker.derive.lag',
  unit: 's',
  description: 'How long the app that waits longest for its signals has waited, to the minute.',
});

export const foldLag = defineGauge({
  name: 'headroom.worker.fold.lag',
  unit: 's',
  description: 'How long the hour that waits longest to be folded has been due.',
});

/** Headroom's own load: a roadmap's phases are cut by it. */
export const usersActive = defineGauge({
  name: 'app.users.active',
  unit: '{user}',
  description: 'People with a session used in the last 24 hours.',
});
