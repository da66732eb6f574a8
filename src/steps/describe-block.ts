// A block in plain words, for findings and for `explain`.
import type { Block, Edit, Finish, Message, Piece, Position } from '../ciphertexts/block.ts';

function positionText(at: Position): string {
  if (typeof at === 'string') return `${at} byte`;
  return at < 0 ? `byte ${-at} from the end` : `byte ${at}`;
}

function editText({ field, at, xor, set }: Edit): string {
  const hex = (xor ?? set ?? '').toUpperCase();
  const bytes = hex.length / 2;
  const where = bytes === 1 ? positionText(at) : `${bytes} bytes from ${positionText(at)} on`;
  return `${field}: ${where} ${xor === undefined ? 'set to' : 'changed by XOR'} ${bytesText(hex)}`;
}

/** Bytes as they stand where they are few, by what they repeat, or by the first of them. */
function bytesText(hex: string): string {
  const first = hex.slice(0, 2);
  if (hex.length > 2 && hex === first.repeat(hex.length / 2)) return `${first} each`;
  return hex.length > 16 ? `${hex.slice(0, 16)}…` : hex;
}

function finishText(finish: Finish): string {
  switch (finish.op) {
    case 'reverse':
      return 'ciphertext in reverse byte order';
    case 'reverse-words':
      return `ciphertext reversed in words of ${finish.bytes} bytes`;
    case 'add-n':
      return 'n added to the ciphertext';
    case 'xor':
      return `ciphertext: ${positionText(finish.at)} changed by XOR ${finish.mask.toUpperCase()}`;
    case 'rotate':
      return `ciphertext rotated by ${finish.by} bytes`;
    case 'truncate':
      return `cut to ${finish.to} bytes`;
    case 'drop-front':
      return `first ${finish.bytes} bytes left out`;
    case 'append':
      return `${finish.bytes.length / 2} bytes appended`;
    case 'prepend':
      return `${finish.bytes.length / 2} bytes put in front`;
    case 'repeat':
      return `repeated to ${finish.to} bytes`;
  }
}

function messageText(M: Message): string {
  if (typeof M === 'string') return M.length === 32 ? `key ${M}` : `${M.length / 2}-byte plaintext`;
  return `plaintext of ${M.map(pieceText).join(' | ')}`;
}

function pieceText(piece: Piece): string {
  if (piece === '$random') return 'random number';
  return piece === '$random-reversed' ? 'random number in reverse byte order' : piece;
}

/** One sentence on a block. */
export function describeBlock(block: Block): string {
  switch (block.form) {
    case 'oaep': {
      const parts = [`RSAES-OAEP block of ${messageText(block.M)}`];
      if (block.hash !== undefined && block.hash !== 'profile') parts.push(`hash ${block.hash}`);
      if (block.mgfHash !== undefined && block.mgfHash !== 'profile')
        parts.push(`MGF1 hash ${block.mgfHash}`);
      if (block.mgf !== undefined) parts.push(`MGF variant ${block.mgf}`);
      if (block.L !== undefined) parts.push(`label of ${block.L.length / 2} bytes`);
      if (block.key !== undefined && block.key !== 'own') parts.push(`for the key of: ${block.key}`);
      if (block.until !== undefined) parts.push(`seed searched until ${block.until}`);
      parts.push(...(block.edits ?? []).map(editText), ...(block.finish ?? []).map(finishText));
      return parts.join('; ');
    }
    case 'pkcs1-v1.5':
      return [
        `PKCS #1 v1.5 block type ${block.blockType} of ${messageText(block.M)}`,
        ...(block.finish ?? []).map(finishText),
      ].join('; ');
    case 'unpadded':
      return [
        `${messageText(block.M)} without padding, at the ${block.at}`,
        ...(block.finish ?? []).map(finishText),
      ].join('; ');
    case 'integer':
      return `the integer ${block.value} as ciphertext`;
    case 'bytes':
      return `${block.bytes.length / 2} bytes as they stand`;
    case 'same-as':
      return [`the bytes of step ${block.step} again`, ...(block.finish ?? []).map(finishText)].join('; ');
  }
}
