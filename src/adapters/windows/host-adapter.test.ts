import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SuiteError } from '../../core/errors.ts';
import { d3d11Adapter, umdAdapter, windowsCommand } from './host-adapter.ts';

const settings = { options: {}, callTimeoutMs: 1000 };
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kexcts-host-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return error instanceof SuiteError ? `${error.code} ${error.hint}` : String(error);
  }
  return 'nothing';
}

describe('host adapters', () => {
  it('say how to build a host that is not there', () => {
    expect(codeOf(() => umdAdapter('driver.dll', settings, {}, [folder]))).toMatch(
      /^ADAPTER_START .*make -C native/,
    );
    expect(codeOf(() => d3d11Adapter(undefined, settings, {}, [folder]))).toMatch(
      /^ADAPTER_START .*make -C native/,
    );
  });

  it('say that a DLL is not there', () => {
    writeFileSync(join(folder, 'umd-host.exe'), '');
    expect(codeOf(() => umdAdapter(join(folder, 'none.dll'), settings, {}, [folder]))).toMatch(
      /^ADAPTER_START .*umd:PATH/,
    );
    writeFileSync(join(folder, 'driver.dll'), '');
    const adapter = umdAdapter(join(folder, 'driver.dll'), settings, {}, [folder]);
    expect(adapter.specifier).toBe(`umd:${join(folder, 'driver.dll')}`);
  });

  it('start Windows programs as they are on Windows, and by Wine elsewhere', () => {
    expect(windowsCommand('host.exe', ['a'], 'win32')).toEqual(['host.exe', 'a']);
    expect(windowsCommand('host.exe', ['a'], 'linux').slice(1)).toEqual(['host.exe', 'a']);
  });
});
