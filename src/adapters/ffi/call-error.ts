// What the runner answers where it could not make a call (adapter protocol, section 1).

/** Codes of JSON-RPC 2.0, section 5.1, and the first of those left to applications. */
export const errorCodes = {
  parse: -32700,
  invalidRequest: -32600,
  noSuchMethod: -32601,
  invalidParams: -32602,
  failed: -32000,
} as const;

export class CallError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
