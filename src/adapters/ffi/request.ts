// A line of the wire as a request (adapter protocol, section 1).
import { reasonOf } from '../../core/errors.ts';
import type { Params } from '../../core/protocol/adapter.ts';
import { isObject, shown } from '../../core/protocol/values.ts';
import { plainText } from '../../core/plain-text.ts';
import { asciiJson } from './answer-json.ts';
import { CallError, errorCodes } from './call-error.ts';

export interface Request {
  /** As JSON, to be written as it stands. */
  readonly id: string;
  readonly method: string;
  readonly params: Params;
}

const method = 'NegotiateCryptoSessionKeyExchange';
const number = '(0|[1-9]\\d{0,14})';
/** A key exchange as the suite writes it, up to the digits of pData; and its end, with the fifth argument. */
const head = new RegExp(
  `\\{"jsonrpc":"2\\.0","id":${number},"method":"${method}","params":` +
    `\\{"hDevice":"([\\w-]+)","hCryptoSession":"([\\w-]+)","DataSize":${number},"pData":"`,
  'y',
);
const withFlags = new RegExp(`^","flags":${number}\\}\\}$`);

/**
 * The request that a run consists of, in a third of the time that JSON.parse takes; undefined for a line that is not written
 * in just that way. Whether its digits are such is found when they are placed.
 */
function readKeyExchange(line: string): Request | undefined {
  head.lastIndex = 0;
  const found = head.exec(line);
  if (found === null) return undefined;
  const from = head.lastIndex;
  const to = line.indexOf('"', from);
  const pData = line.slice(from, to);
  const end = line.slice(to);
  const flags = end === '"}}' ? undefined : withFlags.exec(end)?.[1];
  if (pData.includes('\\') || (flags === undefined && end !== '"}}')) return undefined;
  const [, id = '', hDevice, hCryptoSession, DataSize] = found;
  const params = { hDevice, hCryptoSession, DataSize: Number(DataSize), pData };
  return { id, method, params: flags === undefined ? params : { ...params, flags: Number(flags) } };
}

/**
 * Reads a line without its end.
 * @throws CallError where it is no request.
 */
export function readRequest(line: string): Request {
  const keyExchange = readKeyExchange(line);
  if (keyExchange !== undefined) return keyExchange;
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (thrown) {
    throw new CallError(errorCodes.parse, `no JSON: ${plainText(reasonOf(thrown), 120)}`);
  }
  if (!isObject(message) || typeof message['method'] !== 'string') {
    throw new CallError(errorCodes.invalidRequest, 'a request is an object with a method');
  }
  const { id, params } = message;
  if (typeof id !== 'number' && typeof id !== 'string') {
    throw new CallError(errorCodes.invalidRequest, `id must be a number or a string; got ${shown(id)}`);
  }
  return { id: asciiJson(id), method: message['method'], params: isObject(params) ? params : {} };
}
