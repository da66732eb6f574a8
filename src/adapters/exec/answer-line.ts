// One line of an adapter, read as a JSON-RPC 2.0 answer (adapter protocol, section 1).
import { isUtf8 } from 'node:buffer';
import { isObject, shown } from '../../core/protocol/values.ts';
import type { Result } from '../../core/protocol/adapter.ts';
import { plainText } from '../../core/plain-text.ts';

/** An answer: exactly one of `result` and `error` is there. */
export interface AnswerLine {
  readonly id: unknown;
  readonly result?: Result;
  readonly error?: { readonly code: number; readonly message: string };
}

function refuse(line: Buffer, why: string): string {
  return `sent a line that is no JSON-RPC answer (${why}): ${plainText(line.subarray(0, 400).toString('utf8'), 160)}`;
}

/** The answer in a line, or a sentence that says why it holds none. Members that JSON-RPC does not name are ignored. */
export function readAnswerLine(line: Buffer): AnswerLine | string {
  if (!isUtf8(line)) return refuse(line, 'it is not UTF-8');
  if (line.length === 0) return refuse(line, 'it is empty');
  let message: unknown;
  try {
    message = JSON.parse(line.toString('utf8'));
  } catch {
    return refuse(line, 'it is not JSON');
  }
  if (!isObject(message)) return refuse(line, `a JSON object is expected, got ${shown(message)}`);
  if (message['jsonrpc'] !== '2.0') {
    return refuse(line, `"jsonrpc" must be "2.0", got ${shown(message['jsonrpc'])}`);
  }
  if (message['method'] !== undefined)
    return refuse(line, 'it has a "method": requests come from the suite only');
  const { result, error } = message;
  if (error === undefined) {
    if (isObject(result)) return message as unknown as AnswerLine;
    return refuse(line, `"result" must be an object, got ${shown(result)}`);
  }
  if (result !== undefined) return refuse(line, 'it has both "result" and "error"');
  if (!isObject(error)) return refuse(line, `"error" must be an object, got ${shown(error)}`);
  if (!Number.isInteger(error['code'])) {
    return refuse(line, `"error.code" must be an integer, got ${shown(error['code'])}`);
  }
  if (typeof error['message'] !== 'string') {
    return refuse(line, `"error.message" must be a string, got ${shown(error['message'])}`);
  }
  return message as unknown as AnswerLine;
}
