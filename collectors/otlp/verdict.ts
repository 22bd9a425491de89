/** An error that is an answer to a sender: it has no stack, which would cost more than most requests take to read. */
export class Verdict extends Error {
  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
