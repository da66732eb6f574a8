// --language go: the testing package and crypto/rsa.
import type { Exporter } from '../exporter.ts';
import { vectorsJson } from '../json/data.ts';

export const go: Exporter = {
  language: 'go',
  run: 'go test',
  data: (exported) => [{ path: 'testdata/vectors.json', text: vectorsJson(exported) }],
};
