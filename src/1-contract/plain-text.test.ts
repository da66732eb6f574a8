import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

describe('plainText', () => {
  it.each<[string, string]>([
    ['The  key\n\tbuffer   must', 'The key buffer must'],
    ['the **key** *buffer* `must` _contain_ __all__', 'the key buffer must contain all'],
    ['<i>pData</i> and <a href="x.md">CreateCryptoSession</a>', 'pData and CreateCryptoSession'],
    ['see [the **page**](nc-x.md "title") or [this][ref]', 'see the page or this'],
    [
      'a name with D3D11\\_1DDI\\_CAPS and snake_case_name',
      'a name with D3D11_1DDI_CAPS and snake_case_name',
    ],
    ['the driver&#39;s &quot;key&quot; &amp; the driver’s “key”', `the driver's "key" & the driver's "key"`],
    ['1 – 2 — 3', '1 - 2 - 3'],
    ['> [!NOTE]\n> The same certificate', '[!NOTE] The same certificate'],
    ['## -remarks\n\n* one\n- two\n3. three', '-remarks one two three'],
    ['|S_OK|The key|', 'S_OK The key'],
    ['<!-- hidden -->shown', 'shown'],
    ['5 < 6 and 7 > 3', '5 < 6 and 7 > 3'],
    ['a&#99999999;b', 'a&#99999999;b'],
  ])('%j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('leaves brackets that link nothing, however many', () => {
    const brackets = `${'['.repeat(20_000)}${'('.repeat(20_000)}`;
    expect(plainText(brackets)).toBe(brackets);
  });
});
