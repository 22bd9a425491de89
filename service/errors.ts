/**
 * Errors that a person can mend. Service throws only these on purpose; everything else is a bug
 * and is answered as "something went wrong" at the edge.
 */
import type { ServiceErrorCode } from './views/views';

export interface ServiceErrorFacts {
  code: ServiceErrorCode;
  /** The input field that is wrong, where one is. */
  field?: string;
  /** A sentence for the person who asked. */
  message: string;
  /** What to do about it. */
  fix?: string;
}

export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly field: string | undefined;
  readonly fix: string | undefined;

  constructor(facts: ServiceErrorFacts) {
    super(facts.message);
    this.name = 'ServiceError';
    this.code = facts.code;
    this.field = facts.field;
    this.fix = facts.fix;
  }

  /** Plain facts, safe to hand to a browser. */
  toJSON(): ServiceErrorFacts {
    return {
      code: this.code,
      ...(this.field === undefined ? {} : { field: this.field }),
      message: this.message,
      ...(this.fix === undefined ? {} : { fix: this.fix }),
    };
  }
}

/** True also for an error that was made by another copy of this module (bundles hold their own). */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof ServiceError || (error instanceof Error && error.name === 'ServiceError');
}

export function notFound(what: string): ServiceError {
  return new ServiceError({ code: 'not-found', message: `There is no such ${what}.` });
}

export function forbidden(message: string): ServiceError {
  return new ServiceError({ code: 'forbidden', message, fix: 'Ask an admin of the team for the role.' });
}

export function invalid(field: string, message: string, fix?: string): ServiceError {
  return new ServiceError({ code: 'invalid', field, message, ...(fix === undefined ? {} : { fix }) });
}

export function unavailable(message: string): ServiceError {
  return new ServiceError({ code: 'unavailable', message });
}

/** The one map from error code to HTTP status. */
export const httpStatusOf: Record<ServiceErrorCode, number> = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  unsupported: 415,
  'too-many': 429,
  unavailable: 503,
};
