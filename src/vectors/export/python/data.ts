// --language python: pytest, with `cryptography` and PyCryptodome, whichever is installed.
import type { Exporter } from '../exporter.ts';
import { vectorsJson } from '../json/data.ts';

export const python: Exporter = {
  language: 'python',
  run: 'pytest',
  data: (exported) => [{ path: 'vectors.json', text: vectorsJson(exported) }],
};
