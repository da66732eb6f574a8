// The public key of nobody: blocks for it are what a driver must not be able to open.
import { createPublicKey } from 'node:crypto';
import { publicKeyOf, type PublicKey } from './rsa-public.ts';

/** SubjectPublicKeyInfo (DER, base64) of an unrelated key: RSA-2048, exponent 65537, a TEST key made for this suite. */
const testUnrelated =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0cbtbeLjv0eyye1IHOspreFmRFpH1xDN+5nd0Kx6lZuWKddXy69h4xkB' +
  'hQ+SaY7fn2VgrKyak5H0+bYEznoNhp7cX6TgxOq1HGSEDNtdFtraOpHvktAATrVffttRsACz+sCCuNVVP8umBGc1T2gjQEX2wKBm' +
  '6fJBIE0/D6sXPcGUTCFeQmitJiFtAvEbYhi3cyfla2At509J1qae3oGf4m+soJHo85qVp4BmO3vOQ8nOinVJNuwffIlXWUY9aTu4' +
  'YGNCyE+g/mcKIQJTB0SpzPhwso/fM6mFhQYN4fz9c8ZRMZwgERwv3JtFDw2m/kC++TxgnBJmTirJFuSy4ywtVwIDAQAB';

let key: PublicKey | undefined;

/** The key that recipes call `stranger`. */
export function unrelatedKey(): PublicKey {
  key ??= publicKeyOf(
    createPublicKey({ key: Buffer.from(testUnrelated, 'base64'), format: 'der', type: 'spki' }),
  );
  return key;
}
