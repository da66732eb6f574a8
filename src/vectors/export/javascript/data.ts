// --language javascript: node:test and WebCrypto, without packages.
import type { Exporter } from '../exporter.ts';
import { vectorsJson } from '../json/data.ts';

export const javascript: Exporter = {
  language: 'javascript',
  run: 'node --test',
  data: (exported) => [{ path: 'vectors.json', text: vectorsJson(exported) }],
};
