// koffi, the foreign function interface: loaded when it is needed, since it is native and the one dependency of its kind.
import type koffiModule from 'koffi';
import { reasonOf } from '../../core/errors.ts';

export type Koffi = typeof koffiModule;
export type Library = ReturnType<Koffi['load']>;

/** A machine word as koffi takes it: a number where it is exact, a bigint beyond 2^53. */
export type Word = number | bigint;

/** A C function of integers and addresses; a Buffer may stand for the address of its bytes. Without a result: undefined. */
export interface NativeFunction {
  (...args: readonly (Word | Buffer)[]): number;
  /** Runs on a thread of its own, and reports on this one. */
  async(...args: readonly (Word | ((error: unknown, value: number) => void))[]): void;
}

/**
 * Loads koffi.
 * @throws Error that says what is missing where it cannot be loaded on this machine.
 */
export async function loadKoffi(): Promise<Koffi> {
  try {
    return (await import('koffi')).default;
  } catch (thrown) {
    const reason = reasonOf(thrown).split('\n', 1)[0] ?? '';
    const machine = `${process.platform}, ${process.arch}`;
    throw new Error(`koffi, which calls native code, cannot be loaded here (${machine}): ${reason}`, {
      cause: thrown,
    });
  }
}

/** A function of a library, by its name. */
export function declare(library: Library, name: string, result: string, args: string[]): NativeFunction {
  return library.func(name, result, args);
}

/** A function that gives an address, as koffi's own kind of pointer: null, or what koffi.address and koffi.view take. */
export function declareForPointer(
  library: Library,
  name: string,
  args: string[],
): (...args: readonly Word[]) => unknown {
  return library.func(name, 'void *', args);
}
