// Requests and answers as lines of JSON-RPC 2.0 (adapter protocol, section 1), for every program that answers.
import { reasonOf } from '../errors.ts';
import { plainText } from '../plain-text.ts';
import type { Params } from './adapter.ts';
import { isObject, shown } from './values.ts';

/** Codes of JSON-RPC 2.0, section 5.1, and the first of those left to applications. */
export const errorCodes = {
  parse: -32700,
  invalidRequest: -32600,
  noSuchMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  failed: -32000,
} as const;

/** null answers what has no id that could be read. */
export type RequestId = string | number | null;

export interface Request {
  readonly id: RequestId;
  readonly method: string;
  readonly params: Params;
}

/** What an `error` answers: the adapter speaks of itself, never of the driver. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: number;
  /** The request that it answers, where that is not known from elsewhere. */
  readonly id: RequestId;

  constructor(code: number, message: string, id: RequestId = null) {
    super(message);
    this.code = code;
    this.id = id;
  }
}

/**
 * Reads a line without its end. Absent `params` are none.
 * @throws RequestError where it is no request, with its id where it has one
 */
export function readRequest(line: string): Request {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (thrown) {
    throw new RequestError(errorCodes.parse, `no JSON: ${plainText(reasonOf(thrown), 120)}`);
  }
  if (!isObject(message)) {
    throw new RequestError(errorCodes.invalidRequest, 'expected one request object a line');
  }
  const { jsonrpc, id, method, params = {} } = message;
  if (typeof id !== 'number' && typeof id !== 'string') {
    throw new RequestError(errorCodes.invalidRequest, `id must be a number or a string; got ${shown(id)}`);
  }
  if (jsonrpc !== '2.0' || typeof method !== 'string') {
    const wrong = jsonrpc === '2.0' ? 'a method' : 'jsonrpc "2.0"';
    throw new RequestError(errorCodes.invalidRequest, `expected a request with ${wrong}`, id);
  }
  if (!isObject(params)) {
    throw new RequestError(errorCodes.invalidParams, 'params: expected an object', id);
  }
  return { id, method, params };
}

/** The line of a result, its end included. */
export function resultLine(id: RequestId, result: unknown): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${JSON.stringify(result)}}\n`;
}

/** The line of an error, its end included. */
export function errorLine(id: RequestId, code: number, message: string): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`;
}
