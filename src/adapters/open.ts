// From `KIND` or `KIND:REST` on the command line to an adapter. Each kind is loaded when it is asked for.
import { SuiteError } from '../core/errors.ts';
import type { Adapter, AdapterSettings } from '../core/protocol/adapter.ts';
import { plainText } from '../core/plain-text.ts';
import { closestName } from './closest-name.ts';

export interface AdapterKind {
  readonly kind: string;
  /** How it is written on the command line. */
  readonly form: string;
  /** One line for `kexcts list adapters`. */
  readonly description: string;
  /** What must stand behind the colon, where something must. */
  readonly needs?: string;
  readonly open: (rest: string | undefined, settings: AdapterSettings) => Promise<Adapter>;
}

async function openEmulator(rest: string | undefined, settings: AdapterSettings): Promise<Adapter> {
  const { emulatorAdapter } = await import('./emulator.ts');
  if (rest === undefined) return emulatorAdapter(settings);
  const { faultyEmulator } = await import('./faulty-emulator.ts');
  return emulatorAdapter(settings, await faultyEmulator(rest), rest);
}

async function openExec(rest: string | undefined, settings: AdapterSettings): Promise<Adapter> {
  return (await import('./exec/exec-adapter.ts')).execAdapter(rest ?? '', settings, {
    spare: 'after-termination',
  });
}

async function openModule(rest: string | undefined, settings: AdapterSettings): Promise<Adapter> {
  return (await import('./module/module-adapter.ts')).moduleAdapter(rest ?? '', settings, {
    spare: 'after-termination',
  });
}

async function openFfi(rest: string | undefined, settings: AdapterSettings): Promise<Adapter> {
  return (await import('./ffi/ffi-adapter.ts')).ffiAdapter(rest ?? '', settings, { spare: true });
}

async function openUmd(rest: string | undefined, settings: AdapterSettings): Promise<Adapter> {
  return (await import('./windows/host-adapter.ts')).umdAdapter(rest ?? '', settings, { spare: true });
}

async function openD3d11(rest: string | undefined, settings: AdapterSettings): Promise<Adapter> {
  return (await import('./windows/host-adapter.ts')).d3d11Adapter(rest, settings, {
    spare: 'after-termination',
  });
}

/** All kinds of adapters, in the order in which they are listed. */
export const adapterKinds: readonly AdapterKind[] = [
  {
    kind: 'emulator',
    form: 'emulator, emulator:FAULT',
    description: 'the reference implementation in TypeScript, in process, or one of its faulty variants',
    open: openEmulator,
  },
  {
    kind: 'exec',
    form: 'exec:COMMAND LINE',
    description: 'a program that speaks the adapter protocol on its standard input and output',
    needs: 'a command line, or a JSON array of words',
    open: openExec,
  },
  {
    kind: 'module',
    form: 'module:PATH',
    description: 'a JavaScript module that exports an adapter, run in a process of its own',
    needs: 'the path of a JavaScript file',
    open: openModule,
  },
  {
    kind: 'ffi',
    form: 'ffi:LIBRARY',
    description: 'a shared library with the C interface of kexcts_driver.h, loaded in a process of its own',
    needs: 'the path of a shared library',
    open: openFfi,
  },
  {
    kind: 'umd',
    form: 'umd:DLL',
    description: 'a Windows user-mode driver, loaded through OpenAdapter10_2 (elsewhere under Wine)',
    needs: 'the path of a DLL',
    open: openUmd,
  },
  {
    kind: 'd3d11',
    form: 'd3d11[:ADAPTER]',
    description:
      'the installed driver, through the Direct3D 11 runtime; ADAPTER is an index, a LUID or a name',
    open: openD3d11,
  },
];

function hintFor(specifier: string, kind: string): string {
  const known = adapterKinds.map((row) => row.form).join('; ');
  const shown = plainText(specifier, 120);
  if (/\.[cm]?[jt]s$/.test(specifier)) return `did you mean module:${shown}? Known: ${known}`;
  if (/\.(so|dll|dylib)$/i.test(specifier)) return `did you mean ffi:${shown}? Known: ${known}`;
  if (/[/\\]/.test(kind)) return `did you mean exec:${shown}? Known: ${known}`;
  const near = closestName(
    kind,
    adapterKinds.map((row) => row.kind),
  );
  return `${near === undefined ? '' : `did you mean ${near}? `}Known: ${known}`;
}

/**
 * The adapter that a specifier names.
 * @throws SuiteError `ADAPTER_UNKNOWN` for a kind that does not exist, `ADAPTER_INCOMPLETE` where what a kind needs is
 * missing, and what the kinds themselves throw (`ADAPTER_COMMAND`, `ADAPTER_START`, …).
 */
export async function openAdapter(specifier: string, settings: AdapterSettings): Promise<Adapter> {
  const colon = specifier.indexOf(':');
  const kind = colon < 0 ? specifier : specifier.slice(0, colon);
  const rest = colon < 0 ? undefined : specifier.slice(colon + 1);
  const row = adapterKinds.find((one) => one.kind === kind);
  if (row === undefined) {
    const message = `there is no adapter "${plainText(kind, 80)}"`;
    throw new SuiteError('ADAPTER_UNKNOWN', message, hintFor(specifier, kind));
  }
  if (row.needs !== undefined && (rest ?? '').trim() === '') {
    const message = `the adapter ${kind} needs ${row.needs} behind its colon`;
    throw new SuiteError('ADAPTER_INCOMPLETE', message, `write ${row.form}`);
  }
  return row.open(rest, settings);
}
