import { describe, expect, it } from 'vitest';
import { errorCodes, errorLine, readRequest, RequestError, resultLine } from './json-rpc.ts';

describe('a line as a request', () => {
  it('has an id, a method and parameters, absent ones being none', () => {
    const line = '{"jsonrpc":"2.0","id":"a","method":"CreateDevice","more":1}';
    expect(readRequest(line)).toEqual({ id: 'a', method: 'CreateDevice', params: {} });
  });

  it.each([
    ['{', null, errorCodes.parse],
    ['', null, errorCodes.parse],
    ['[]', null, errorCodes.invalidRequest],
    ['{"jsonrpc":"2.0","id":{},"method":"m"}', null, errorCodes.invalidRequest],
    ['{"jsonrpc":"2.0","id":1}', 1, errorCodes.invalidRequest],
    ['{"jsonrpc":"1.0","id":1,"method":"m"}', 1, errorCodes.invalidRequest],
    ['{"jsonrpc":"2.0","id":1,"method":"m","params":[]}', 1, errorCodes.invalidParams],
  ])('%s is refused', (line, id, code) => {
    expect(() => readRequest(line)).toThrow(RequestError);
    expect(() => readRequest(line)).toThrow(expect.objectContaining({ id, code }));
  });
});

it('answers are lines that JSON reads', () => {
  expect(JSON.parse(resultLine('é"', { hr: 0 }))).toEqual({ jsonrpc: '2.0', id: 'é"', result: { hr: 0 } });
  expect(JSON.parse(errorLine(null, -32600, 'a\nb'))).toEqual({
    jsonrpc: '2.0',
    id: null,
    error: { code: -32600, message: 'a\nb' },
  });
});
