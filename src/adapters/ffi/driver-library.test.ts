import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileLibrary, hasCompiler } from './compile.test-support.ts';
import { hostileSource, Misbehaving } from './misbehaving.test-support.ts';

let hostile: Misbehaving;

beforeAll(async () => {
  hostile = await Misbehaving.make();
});

afterAll(() => hostile.remove());

const stackTrace = /\n\s+at /;

describe('a library that is none', () => {
  it('does not exist, or is a folder', async () => {
    expect(await hostile.refusal(join(hostile.folder, 'none.so'))).toMatchObject({
      code: 'ADAPTER_START',
      message: expect.stringContaining('none.so does not exist'),
      status: 3,
    });
    expect((await hostile.refusal(hostile.folder)).message).toContain('is not a file');
  });

  it('is another kind of file', async () => {
    const path = join(hostile.folder, 'text.so');
    await writeFile(path, 'this is no library\n');
    const error = await hostile.refusal(path);
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain('cannot be loaded as a shared library');
    expect(error.message).not.toMatch(stackTrace);
  });
});

describe.skipIf(!hasCompiler)('a library that does not get to a driver', () => {
  const compile = (define: string): string =>
    compileLibrary(hostileSource('does-not-load.c'), hostile.folder, { define: [define], name: define });

  it.each([
    ['EXPORTS_NOTHING', 'exports no kexcts_get_driver'],
    ['RETURNS_NULL', 'has no table of version 1'],
    ['IGNORES_VERSION', 'must have a table of version 1; its table says 2'],
    ['IS_TOO_SMALL', 'must say the size of its table'],
    ['TAKES_NO_OPTIONS', 'takes no options, and was given "how"'],
    ['MISSES_SYMBOL', 'noLibraryHasThisFunction'],
  ])('%s is reported in a sentence', async (define, sentence) => {
    const error = await hostile.refusal(compile(define), { how: 'behaves' });
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain(sentence);
    expect(error.message).not.toMatch(stackTrace);
  });

  it.each([
    ['CRASHES_AT_LOAD', 'was ended by SIGSEGV'],
    ['RETURNS_WILD_POINTER', 'was ended by SIGSEGV'],
    ['CRASHES_IN_EXPORT', 'was ended by SIGABRT'],
  ])('%s ends the process before it is introduced', async (define, sentence) => {
    const error = await hostile.refusal(compile(define));
    expect(error).toMatchObject({ code: 'ADAPTER_START', status: 3 });
    expect(error.message).toContain(sentence);
    expect(error.message).toContain('before it answered initialize');
  });

  it('HANGS_AT_LOAD runs out of time', async () => {
    const error = await hostile.refusal(compile('HANGS_AT_LOAD'), {}, { startTimeoutMs: 2000 });
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain('did not answer initialize within 2000 ms');
  });
});

describe.skipIf(!hasCompiler)('a driver that cannot be opened', () => {
  it.each([
    ['refuses', 'could not be opened: E_FAIL (0x80004005): no \\x1b[2JGPU <b>here</b>'],
    ['fills-problem', 'could not be opened: E_FAIL (0x80004005): xxxx'],
    ['lacks-member', "the driver's table must have GetCertificate"],
    [
      'has-half',
      "of session-key refresh the driver's table must have all or nothing; missing: StartSessionKeyRefresh",
    ],
    ['has-no-name', "name of the driver's table must be a text that is not empty"],
    ['has-long-list', 'bltBytes has 1000000 members; at most 64 are read'],
  ])('%s', async (how, sentence) => {
    const error = await hostile.refusal(hostile.library, { how });
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain(sentence);
  });

  it('has-wild-name, hangs-at-open', async () => {
    const wild = await hostile.refusal(hostile.library, { how: 'has-wild-name' });
    expect(wild.message).toContain('was ended by SIGSEGV');
    const hanging = await hostile.refusal(
      hostile.library,
      { how: 'hangs-at-open' },
      { startTimeoutMs: 2000 },
    );
    expect(hanging.message).toContain('did not answer initialize within 2000 ms');
  });
});
