import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import { closestName } from './closest-name.ts';
import { adapterKinds, openAdapter } from './open.ts';

const settings = { options: {}, callTimeoutMs: 20_000 };

async function refusal(specifier: string): Promise<SuiteError> {
  try {
    await openAdapter(specifier, settings);
  } catch (thrown) {
    if (thrown instanceof SuiteError) return thrown;
    throw thrown;
  }
  throw new Error('it was opened');
}

describe('openAdapter', () => {
  it('opens programs and modules without starting them', async () => {
    expect(await openAdapter('exec:./a "b c" x:y', settings)).toMatchObject({
      specifier: 'exec:./a "b c" x:y',
      kind: 'exec',
    });
    const module = fileURLToPath(new URL('module/fixtures/bad-adapters/misbehaves.mjs', import.meta.url));
    expect(await openAdapter(`module:${module}`, settings)).toMatchObject({
      specifier: `module:${module}`,
      kind: 'module',
    });
  });

  it('opens a faulty variant of the emulator', async () => {
    const adapter = await openAdapter('emulator:always-s-ok', settings);
    expect(adapter).toMatchObject({ specifier: 'emulator:always-s-ok', kind: 'emulator' });
    expect((await refusal('emulator:always-sok')).hint).toContain('did you mean always-s-ok?');
  });

  it('opens the emulator', async () => {
    const adapter = await openAdapter('emulator', settings);
    expect(adapter).toMatchObject({ specifier: 'emulator', kind: 'emulator' });
    const connection = await adapter.start();
    expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
    await connection.close();
  });

  it.each([
    ['emualtor', 'did you mean emulator?'],
    ['EXEC:x', 'did you mean exec?'],
    ['modul:x', 'did you mean module?'],
    ['./driver --x', 'did you mean exec:./driver --x?'],
    ['C:\\drv\\host.exe', 'Known: emulator'],
    ['adapters/mine.mjs', 'did you mean module:adapters/mine.mjs?'],
    ['build/libmine.so', 'did you mean ffi:build/libmine.so?'],
    ['C:\\drv\\mine.DLL', 'did you mean ffi:C:\\drv\\mine.DLL?'],
    ['', 'Known: emulator, emulator:FAULT; exec:COMMAND LINE; module:PATH'],
    ['\u001b[2J:x', 'Known:'],
    ['emulator:\u001b[2J', 'write emulator alone'],
  ])('does not know %j', async (specifier, hint) => {
    const error = await refusal(specifier);
    expect(error).toMatchObject({ code: 'ADAPTER_UNKNOWN', status: 2 });
    expect(error.hint).toContain(hint);
    expect(error.message + error.hint).not.toContain('\u001b');
  });

  it.each(['exec', 'exec:', 'exec: ', 'module', 'module:', 'ffi:'])(
    'wants more than %j',
    async (specifier) => {
      expect(await refusal(specifier)).toMatchObject({ code: 'ADAPTER_INCOMPLETE', status: 2 });
    },
  );

  it('describes every kind in one line', () => {
    for (const row of adapterKinds) {
      expect(row.form).toContain(row.kind);
      expect(row.description).toMatch(/^[^\n]{10,100}$/);
    }
  });
});

describe('closestName', () => {
  it('finds what was meant, and nothing where nothing is near', () => {
    const names = ['emulator', 'exec', 'module'];
    expect(closestName('emulatro', names)).toBe('emulator');
    expect(closestName('exce', names)).toBe('exec');
    expect(closestName('cat', names)).toBeUndefined();
    expect(closestName('', names)).toBeUndefined();
    expect(closestName('x'.repeat(10_000), names)).toBeUndefined();
  });
});
