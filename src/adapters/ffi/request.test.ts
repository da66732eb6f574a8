import { describe, expect, it } from 'vitest';
import { requestLine } from '../exec/request-line.ts';
import { readLine } from './request.ts';
import { RequestError, errorCodes } from '../../core/protocol/json-rpc.ts';

const method = 'NegotiateCryptoSessionKeyExchange';
const params = { hDevice: 'device-1', hCryptoSession: 'session-2', DataSize: 2, pData: '5aA5' };
const line = requestLine(7, method, params).trimEnd();

describe('a request', () => {
  it.each([
    ['of four arguments', line],
    ['of five arguments', requestLine(7, method, { ...params, flags: 3 }).trimEnd()],
    ['with a placement', requestLine(7, method, { ...params, buffer: 'guard-after' }).trimEnd()],
    ['with both', requestLine(7, method, { ...params, flags: 0, buffer: 'read-only' }).trimEnd()],
    ['without bytes', requestLine(7, method, { ...params, DataSize: 0, pData: '' }).trimEnd()],
    ['with a null pointer', requestLine(7, method, { ...params, pData: null }).trimEnd()],
    ['on a null handle', requestLine(7, method, { ...params, hDevice: null }).trimEnd()],
    ['of another method', line.replace(method, 'NegotiateCryptoSessionKeyExchangeMT')],
    ['in another order', JSON.stringify({ params, method, id: 7, jsonrpc: '2.0' })],
    ['with blanks', line.replaceAll(':', ' : ').replaceAll(',', ' , ')],
    ['with escapes in the digits', line.replace('5a', '\\u0035a')],
    ['with an escaped quotation mark in the digits', line.replace('5a', '5\\"')],
    ['with escapes in a handle', line.replace('device-1', 'devi\\u0063e-1')],
    ['with a member that stands twice', line.replace('}}', ',"pData":"00"}}')],
    ['with more members', line.replace('}}', ',"note":"}}"},"more":{}}')],
    ['with a large number', line.replace('"DataSize":2', '"DataSize":123456789012345678')],
    ['with a number of another form', line.replace('"DataSize":2', '"DataSize":2.0e0')],
  ])('%s is read as JSON', (_, text) => {
    const { id, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect(readLine(text)).toEqual({ id, method: rest['method'], params: rest['params'] });
  });

  it.each([
    ['id', line.replace('"id":7', '"id":07')],
    ['size', line.replace('"DataSize":2', '"DataSize":02')],
    ['end', line.slice(0, -1)],
    ['rest', `${line}}`],
    ['digits', line.slice(0, -3)],
  ])('is refused where its %s is no JSON', (_, text) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(() => readLine(text)).toThrow(RequestError);
    expect(() => readLine(text)).toThrow(expect.objectContaining({ code: errorCodes.parse }));
  });

  it('keeps its id', () => {
    expect(readLine(line.replace('"id":7', '"id":"\\u00e9\\""')).id).toBe('é"');
  });
});
