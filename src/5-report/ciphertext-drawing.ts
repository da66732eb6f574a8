// The bytes behind encryption, with what was put to them, taken from them or changed in them.
import type { Block, Finish } from '../ciphertexts/block.ts';
import type { DrawingContext, DrawnField, DrawnRow } from './drawn-block.ts';

/** Bytes of an RSA-2048 modulus. */
const k = 256;

/** pData as it was sent; where that is not known, what is remarkable about the ciphertext. */
export function ciphertextRow(block: Block, { sent, dataSize }: DrawingContext): DrawnRow[] {
  const defect = ciphertextDefect(block);
  if (sent === undefined && defect === undefined) return [];
  const said = dataSize === undefined ? '' : `, with DataSize ${dataSize}`;
  return [
    {
      label: sent === undefined ? 'C, the ciphertext' : `pData, the bytes that were sent${said}`,
      fields: sizedFields(block, sent, defect) ?? [
        {
          name: block.form === 'bytes' || block.form === 'same-as' ? 'bytes' : 'C',
          bytes: sent === undefined ? k : sent.length / 2,
          ...(sent === undefined ? {} : { hex: sent }),
          ...(defect === undefined ? {} : { defect }),
        },
      ],
    },
  ];
}

/** C, and beside it what one operation put to it or took from it; undefined where that is not all that was done. */
function sizedFields(
  block: Block,
  sent: string | undefined,
  defect: string | undefined,
): DrawnField[] | undefined {
  const finish = 'finish' in block ? (block.finish ?? []) : [];
  const [only] = finish;
  if (sent === undefined || defect === undefined || only === undefined || finish.length > 1) return undefined;
  const bytes = sent.length / 2;
  const part = (name: string, from: number, to: number): DrawnField => ({
    name,
    bytes: to - from,
    hex: sent.slice(2 * from, 2 * to),
  });
  switch (only.op) {
    case 'append':
    case 'repeat':
      if (bytes <= k) return undefined;
      return [part('C', 0, k), { ...part('behind it', k, bytes), defect }];
    case 'prepend':
      if (bytes <= k) return undefined;
      return [{ ...part('before it', 0, bytes - k), defect }, part('C', bytes - k, bytes)];
    case 'truncate':
      if (bytes >= k) return undefined;
      return [part('C', 0, bytes), { name: 'cut off', bytes: k - bytes, defect }];
    case 'drop-front':
      if (bytes >= k) return undefined;
      return [{ name: 'cut off', bytes: k - bytes, defect }, part('C', 0, bytes)];
    default:
      return undefined;
  }
}

function ciphertextDefect(block: Block): string | undefined {
  const parts: string[] = [];
  if ('key' in block && block.key !== 'own') parts.push(`encrypted for the key of: ${block.key}`);
  if (block.form === 'integer') parts.push(`the integer ${block.value}, no encoding at all`);
  if (block.form === 'bytes') parts.push('bytes as they stand, no encryption of anything');
  if (block.form === 'same-as') parts.push(`the bytes of step ${block.step} again`);
  if ('finish' in block) parts.push(...(block.finish ?? []).map(finishWords));
  return parts.length === 0 ? undefined : parts.join('; ');
}

function finishWords(finish: Finish): string {
  switch (finish.op) {
    case 'reverse':
      return 'the bytes of C in reverse order';
    case 'reverse-words':
      return `each ${finish.bytes} bytes of C in reverse order`;
    case 'add-n':
      return 'n added to C';
    case 'xor':
      return `a byte of C changed by ${finish.mask} (at ${String(finish.at)})`;
    case 'rotate':
      return `C rotated by ${counted(finish.by)}`;
    case 'truncate':
      return `C cut to ${counted(finish.to)}`;
    case 'drop-front':
      return `the first ${counted(finish.bytes)} of C left out`;
    case 'append':
      return `${counted(finish.bytes.length / 2)} put behind C`;
    case 'prepend':
      return `${counted(finish.bytes.length / 2)} put before C`;
    case 'repeat':
      return `C over and over, to ${counted(finish.to)}`;
  }
}

/** `1 byte`, `257 bytes`. */
function counted(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}
