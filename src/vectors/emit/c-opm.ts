// --emit c: a block of OPM, built when the program runs around the random number that the driver chose.
import type { Params } from '../../core/protocol/adapter.ts';
import type { ByteArrays } from './c-data.ts';
import type { RebuildableBlock } from './rebuildable-block.ts';

/** Statements that make a block, and what is handed over. */
export function opmBlock(
  params: Params,
  output: string,
  data: ByteArrays,
  built: RebuildableBlock | undefined,
): { readonly before: string[]; readonly block: string } {
  if (built === undefined) {
    const sent = params['EncryptedParameters'];
    return { before: [], block: data.nameFor(typeof sent === 'string' ? sent.toLowerCase() : '') };
  }
  const { unmasked, randomPlaces: places, mask, modulus, exponent } = built;
  const DB = mask === undefined ? 0 : 1 + mask.seedBytes;
  const masked = (at: number, bytes: number, from: number, fromBytes: number): string =>
    `mask(block + ${at}, ${bytes}, block + ${from}, ${fromBytes}, "${mask?.hash ?? ''}");`;
  const bytes = unmasked.length;
  return {
    before: [
      `memcpy(block, ${data.nameFor(unmasked.toString('hex'))}, ${bytes});`,
      ...places.map(({ at, xor }) => {
        const difference = xor.every((byte) => byte === 0) ? 'NULL' : data.nameFor(xor.toString('hex'));
        return `put_random(block + ${at}, random_of_${output}, ${difference});`;
      }),
      ...(mask === undefined
        ? []
        : [masked(DB, bytes - DB, 1, mask.seedBytes), masked(1, mask.seedBytes, DB, bytes - DB)]),
      `encrypt(block, ${data.nameFor(modulus.toString('hex'))}, ${exponent}u);`,
    ],
    block: 'block',
  };
}

/** MGF1 (RFC 8017, B.2.1), XORed to what is masked. */
export const maskFunction = `
static void mask(uint8_t *bytes, size_t size, const uint8_t *seed, size_t seed_size, const char *hash) {
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  for (size_t at = 0; at < size; at++) {
    if (length == 0 || at % length == 0) {
      size_t count = length == 0 ? 0 : at / length;
      const uint8_t counter[4] = {0, 0, (uint8_t)(count >> 8), (uint8_t)count};
      if (EVP_DigestInit_ex(context, EVP_get_digestbyname(hash), NULL) != 1 ||
          EVP_DigestUpdate(context, seed, seed_size) != 1 ||
          EVP_DigestUpdate(context, counter, sizeof counter) != 1 ||
          EVP_DigestFinal_ex(context, digest, &length) != 1) {
        fprintf(stderr, "no %s\\n", hash);
        exit(EXIT_FAILURE);
      }
    }
    bytes[at] ^= digest[at % length];
  }
  EVP_MD_CTX_free(context);
}
`;

/** The random number in its place, and RSAEP (RFC 8017, 5.1.1). */
export const encryptFunction = `
static void put_random(uint8_t *bytes, const uint8_t random[16], const uint8_t *difference) {
  for (int at = 0; at < 16; at++) {
    bytes[at] = (uint8_t)(random[at] ^ (difference == NULL ? 0 : difference[at]));
  }
}

static void encrypt(uint8_t block[256], const uint8_t modulus[256], unsigned exponent) {
  BN_CTX *context = BN_CTX_new();
  BIGNUM *n = BN_bin2bn(modulus, 256, NULL);
  BIGNUM *m = BN_bin2bn(block, 256, NULL);
  BIGNUM *e = BN_new();
  BIGNUM *c = BN_new();
  if (BN_set_word(e, exponent) != 1 || BN_mod_exp(c, m, e, n, context) != 1 || BN_bn2binpad(c, block, 256) != 256) {
    fputs("the block cannot be encrypted\\n", stderr);
    exit(EXIT_FAILURE);
  }
  BN_free(c);
  BN_free(e);
  BN_free(m);
  BN_free(n);
  BN_CTX_free(context);
}
`;
