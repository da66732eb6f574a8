// Faulty drivers by name. The tables of a family are loaded when one of its faults is asked for.
import { settingsOf, variationOf, type Fault, type FaultTable } from './family.ts';
import type { Variation } from '../driver.ts';
import type { Settings } from '../settings.ts';

/** Families of faults, each with the files that hold its tables. */
export const faultFamilies = {
  encoding: [
    async () => (await import('./encoding-fields.ts')).encodingFieldFaults,
    async () => (await import('./encoding-parameters.ts')).encodingParameterFaults,
    async () => (await import('./encoding-plaintext.ts')).encodingPlaintextFaults,
  ],
  rsa: [
    async () => (await import('./rsa.ts')).rsaFaults,
    async () => (await import('./rsa-state.ts')).rsaStateFaults,
  ],
  'size-and-buffer': [async () => (await import('./size-and-buffer.ts')).sizeAndBufferFaults],
  state: [
    async () => (await import('./state.ts')).stateFaults,
    async () => (await import('./refresh-and-blits.ts')).refreshAndBlitFaults,
    async () => (await import('./circumstances.ts')).circumstanceFaults,
    async () => (await import('./caches.ts')).cacheFaults,
  ],
  memory: [async () => (await import('./memory.ts')).memoryFaults],
  'opm-and-certificate': [
    async () => (await import('./opm.ts')).opmFaults,
    async () => (await import('./certificates.ts')).certificateFaults,
  ],
  channel: [async () => (await import('./channel.ts')).channelFaults],
  threads: [async () => (await import('./threads.ts')).threadFaults],
  oracles: [async () => (await import('./oracles.ts')).oracleFaults],
  stubs: [async () => (await import('./stubs.ts')).stubFaults],
} as const satisfies Readonly<Record<string, readonly (() => Promise<FaultTable>)[]>>;

export type FaultFamily = keyof typeof faultFamilies;

/** A faulty driver, ready to be made. */
export interface FaultyDriver {
  readonly name: string;
  readonly variation: Variation;
  /** Settings without which the fault does not show. */
  readonly settings: Partial<Settings>;
}

const families = Object.entries(faultFamilies) as [FaultFamily, readonly (() => Promise<FaultTable>)[]][];

/** Names of all faults, family by family. */
export async function faultNames(): Promise<ReadonlyMap<FaultFamily, readonly string[]>> {
  const names = new Map<FaultFamily, readonly string[]>();
  for (const [family, tables] of families) {
    const loaded = await Promise.all(tables.map((load) => load()));
    names.set(
      family,
      loaded.flatMap((table) => Object.keys(table)),
    );
  }
  return names;
}

/** The faulty driver of that name; undefined where there is none. */
export async function findFault(name: string): Promise<FaultyDriver | undefined> {
  for (const [, tables] of families) {
    for (const load of tables) {
      const table: FaultTable = await load();
      const fault: Fault | undefined = Object.hasOwn(table, name) ? table[name] : undefined;
      if (fault !== undefined) return { name, variation: variationOf(fault), settings: settingsOf(fault) };
    }
  }
  return undefined;
}
