import { afterEach, describe, expect, it, vi } from 'vitest';
import { SuiteError } from '../../core/errors.ts';
import { wineEnvironment } from './wine.ts';

afterEach(() => vi.unstubAllEnvs());

describe('Wine', () => {
  it('that is not there is named, with what to do', async () => {
    vi.stubEnv('KEXCTS_WINE', 'no-such-program');
    vi.resetModules();
    const { warmWine } = await import('./wine.ts');
    const error: unknown = await warmWine().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: SuiteError.name, code: 'ADAPTER_START', status: 3 });
    expect((error as SuiteError).message).toContain('spawn no-such-program ENOENT');
    expect((error as SuiteError).hint).toContain('KEXCTS_WINE');
  });

  it('keeps its remarks to itself, unless asked for them', () => {
    vi.stubEnv('WINEDEBUG', undefined);
    expect(wineEnvironment()).toEqual({ WINEDEBUG: '-all' });
    vi.stubEnv('WINEDEBUG', '+module');
    expect(wineEnvironment()).toEqual({ WINEDEBUG: '+module' });
  });
});
