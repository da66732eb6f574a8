// A line of the wire as a request (adapter protocol, section 1).
import { readRequest, type Request } from '../../core/protocol/json-rpc.ts';

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
  const [, id, hDevice, hCryptoSession, DataSize] = found;
  const params = { hDevice, hCryptoSession, DataSize: Number(DataSize), pData };
  return {
    id: Number(id),
    method,
    params: flags === undefined ? params : { ...params, flags: Number(flags) },
  };
}

/** Reads a line without its end. @throws RequestError where it is no request, with its id where it has one */
export function readLine(line: string): Request {
  return readKeyExchange(line) ?? readRequest(line);
}
