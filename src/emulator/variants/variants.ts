// Correct drivers that differ from the reference where the documents let them, by name. None of them may fail.
import type { FaultTable } from '../faults/family.ts';
import { settingsOf, variationOf } from '../faults/family.ts';
import type { FaultyDriver } from '../faults/faults.ts';

const tables: readonly (() => Promise<FaultTable>)[] = [
  async () => (await import('./arguments.ts')).argumentVariants,
  async () => (await import('./keys.ts')).keyVariants,
  async () => (await import('./objects.ts')).objectVariants,
  async () => (await import('./offers.ts')).offerVariants,
];

/** Names of all variants. */
export async function variantNames(): Promise<readonly string[]> {
  return (await Promise.all(tables.map((load) => load()))).flatMap((table) => Object.keys(table));
}

/** The variant of that name; undefined where there is none. */
export async function findVariant(name: string): Promise<FaultyDriver | undefined> {
  for (const load of tables) {
    const table = await load();
    const one = Object.hasOwn(table, name) ? table[name] : undefined;
    if (one !== undefined) return { name, variation: variationOf(one), settings: settingsOf(one) };
  }
  return undefined;
}
