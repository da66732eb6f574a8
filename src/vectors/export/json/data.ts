// --language json: the flat vectors as one file, for a reader in any language.
import type { FlatVectors } from '../flat-vectors.ts';
import type { Exporter } from '../exporter.ts';

/** One vector a line. */
export function vectorsJson({ keys, vectors }: FlatVectors): string {
  const rows = (list: readonly object[]): string =>
    list.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return `{\n  "schema": "kexcts-flat-vectors/1",\n  "keys": [\n${rows(keys)}\n  ],\n  "vectors": [\n${rows(vectors)}\n  ]\n}\n`;
}

export const json: Exporter = {
  language: 'json',
  run: '',
  data: (exported) => [{ path: 'vectors.json', text: vectorsJson(exported) }],
};
