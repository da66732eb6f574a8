// --language java: JUnit 5 by Maven, with the JDK's provider and with Bouncy Castle.
import type { FlatVectors } from '../flat-vectors.ts';
import type { Exporter } from '../exporter.ts';

/** A field of CSV (RFC 4180). */
function field(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

export const java: Exporter = {
  language: 'java',
  run: 'mvn -q test',
  data: ({ keys, vectors }: FlatVectors) => [
    {
      path: 'src/test/resources/keys.csv',
      text: csv(
        ['name', 'pkcs8'],
        keys.map((key) => [key.name, key.pkcs8]),
      ),
    },
    {
      path: 'src/test/resources/vectors.csv',
      text: csv(
        [
          'id',
          'comment',
          'kind',
          'result',
          'key',
          'hash',
          'mgfHash',
          'dataSize',
          'data',
          'keys',
          'random',
          'status',
          'command',
        ],
        vectors.map((one) => [
          one.id,
          one.comment,
          one.kind,
          one.result,
          one.keyName,
          one.hash,
          one.mgfHash,
          one.dataSize,
          one.data,
          one.keys.join(' '),
          one.random,
          one.statusSequence,
          one.commandSequence,
        ]),
      ),
    },
  ],
};
