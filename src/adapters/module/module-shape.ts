// What a module exports to be an adapter (`module:PATH`); also the types for those who write one in TypeScript.
import type { Params, Result } from '../../core/protocol/adapter.ts';

/**
 * The default export of an adapter module: an object, or an instance of a class. Values are those of the adapter
 * protocol, section 2: bytes are hexadecimal strings, statuses are numbers, handles are strings.
 *
 * ```js
 * export default {
 *   introduce(options) {
 *     return {
 *       adapter: { name: 'my-adapter', version: '1.0.0' },
 *       driver: { name: 'my-driver', version: '3.1' },
 *       dialects: ['d3d11.1'],
 *       capabilities: {},
 *     };
 *   },
 *   call(method, params) {
 *     if (method === 'CreateDevice') return { hr: 0, hDevice: 'device-1' };
 *     throw { code: -32601, message: `no ${method} here` };
 *   },
 * };
 * ```
 *
 * The module runs in a process of its own: it may crash, hang, print and exit, and is then ended and started anew.
 */
export interface AdapterModule {
  /**
   * The answer to `initialize`, called once and first; `protocol` may be left out.
   * @param options - what the user gave with `--adapter-option`
   */
  introduce(options: Readonly<Record<string, string>>): Result | Promise<Result>;
  /**
   * One call of the protocol, sections 4 to 6. Without the capability `concurrent`, the next comes when this one is done.
   * @returns its `result`; undefined stands for `{}`
   * @throws an object with an integer `code` and a `message` to refuse, -32601 for a call that the adapter does not
   * have; anything else thrown is reported as code -32000
   */
  call(method: string, params: Params): Result | undefined | Promise<Result | undefined>;
}

/** The adapter that a module exports, or a sentence on what its shape lacks. */
export function readModule(exported: unknown): AdapterModule | string {
  const adapter =
    typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : undefined;
  if (typeof adapter !== 'object' || adapter === null) {
    return `must have an object as its default export, with introduce(options) and call(method, params); got ${adapter === null ? 'null' : typeof adapter}`;
  }
  for (const name of ['introduce', 'call'] as const) {
    const member = (adapter as Partial<Record<string, unknown>>)[name];
    if (typeof member !== 'function') {
      return `must export a default object with the functions introduce(options) and call(method, params); ${name} is ${member === undefined ? 'missing' : `of type ${typeof member}`}`;
    }
  }
  return adapter as AdapterModule;
}
