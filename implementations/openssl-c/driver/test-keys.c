/*
 * RSA-2048 keys for tests, published with this source: whatever is encrypted for them is readable by everybody.
 * They spare the start the generation of keys. Each is PKCS #1 RSAPrivateKey DER in base64, from `openssl genrsa 2048`.
 */
#include "test-keys.h"

#include <openssl/evp.h>
#include <string.h>

#include "allocation.h"

static const char *const testKeys[] = {
    [TEST_KEY_ROOT] =
        "MIIEpAIBAAKCAQEAnUihVs4nzyWZDe6MVP50fwLiuIeGHh43IVgotRFefoNwAeNVzQ0tgJLGXj4mp0lyAEojiCBA2QxfYE9QNXmp3sKsnmtj"
        "UH3RmoDtO4ZwkGkU5yr6PRu7LgghTE4pi53dVo9tv3U4L2xG1pU4U4nX6PvpmB0tFNSSGfCfKUhu8nsuXH8n9dCTQAJSbVC0kRtCioEB03gO"
        "WPse/u3QHAw0MPj7+PbHeECB+KDaKJPonYf+Y9RaiFUOU1cCu3UvEDmx86HQuFL0OBlMcW594Y6Pdw9xMs9MGtKCimza3Th/UGrLo9vu6ayc"
        "+YNN1y61akMEkgOHGo8UPbHupwrBndNbGwIDAQABAoIBAAEuUoEH0AF6FwYH1TFyy6irP5Hu+VYhofKlJVm3TyHJbwNTYqcAL1RHRdlBnDV1"
        "MS21Egf/Pf/eSExumFRtOm6ZhZk0czauMozGM9CRwcU59zhxvXlDN8+TDg2QsjcB7A0k3wM8xbHDnVzbQdEWwkFCHqdtgUTrJ638LnSGDT6X"
        "whdf20cPP0Vx29QFpRzqmMGZBaplHE52k3LgTl03Un5RRI2Qs6CUYRic7puxALHbJghlrTmWejlSfnKG5pTC9A1EsSuHmYxtXMXf8uqN1kTl"
        "33ES0DusKzd0/4dji9O5zTP851wRdFiQPu/wnMBfcbTZsH5FO9kaFR4ga5mqxrkCgYEAzrlg0JGjfniTpW2y9WdINt2BWJp+LiGE1sU+5zBf"
        "/F/2iZYiRuAxcggFi+Z6zg9XsfNa4CmDD2R/W3uM92b2hTcXK9TGfs6EJtDutgRkawGjEks5B8jTlWlN/5E8a+J7GADkBUv1xpWpZtX+u4Ga"
        "r7Fy7ww8NbNJuNZVW3W+8eUCgYEAwsZSd31vYVXKne72W6oyD3TY/GeYJTDMzvkuNF1KAMcrSxguw7gcRu39owOC1R3HBuxInJGjjU3LKtII"
        "20YEmjuIxngjVCSOetLTzwu2+vohuBgoN0Lwk8MVsx3iT8Gb0cKbkYykktQ8crvKAkfM6FAr2Rt4yRN3qc0G8HS4SP8CgYEAnbzYAe3PGha5"
        "WnZtIlHvyWWVZ91iwKJ08UhKqi/AXht/TBbSCtDRCdjTGqAAPrF4UeGGCxvB1IHzqAOLWdAn9RhHRvuxhlrgfZnZO+v4D6qNGs1pM+ZqhEx4"
        "5rSUrSGAmZ08YEpIvIHAZCaPm9XWCY/WSk9Ethka/L4XHZWn4H0CgYEArJqNaCB7fJlHVg/2t6KqfDIDPCIdnQ+S3/PH81Wch/X4MrL6di0I"
        "uf6bX0N0RKH/xu3LJxyVAFqpKYg5mv+AgqExgxfhzuYacVO1qexquhzBlt+pe9dRVNBzwWhBLoaXLBq2PBSTnx5/dvldegng1xp80QfcUOx0"
        "hcAQXzRAP0cCgYBPt6wSLkxAS9Yt5s7U68M7mP0kfekCUFVkegLH5KggQnOYIlCUIUGGv8Mo/vBM/yjcjy5nUpQwOEK6Fi6mn9Mh7rPH5ovh"
        "wGjSMcO4yHkdKm7ermtHEHO11AuUx1FJOE9gSX6oMwYT9uGn36lut1FRXAZpMSENZMS4jnkMgmZxwA==",
    [TEST_KEY_INTERMEDIATE] =
        "MIIEowIBAAKCAQEApQ4x10HgiksaeUC0VLqG8bN9Xe1jYfsTn408VwAOb7A/XcvLq/6+Hv66do59wGFvIEDhvj1Fc8OBDQD9zk3f3kXTBAvD"
        "8UbTH9nvwt7TJzpAvPyW9N8t/wehKj4NZA7c2qbGzlPig0H36xWLCnAH375ivZ2cIO57l69ZLrE7qaGkPmYimyPrpwSM5Yvz8FJ9GaL3qRuV"
        "XLTe0s2BVSyydN1ET6OGvUbrTT3bko5U7TgY13FxTdfL5HEmU5l68YMJo91VTYNTmYSwfNq+hY2slT1QqZAHjEulQKUj4XkWVwxSv0irq9Q1"
        "5ZsmMmfZ/HpP6g4/Kre2Rr0d4z4gPUlXwQIDAQABAoIBAB7406nuou2Ya7qShXQ7vyw2L+Fy9PnzFQrUxByYNl1Hb5CQeCLJbdAfoQozsU2r"
        "CuD8w8+ArFptdncj9zxh+Q76v77L3WQWU/IvYVIKIYnEINdFt6byBS3MtvWYCMe8kT1XW8lmTMQwGg8rLvjRrmySC3HE1EIKtjbvsLa2C7nH"
        "/VKJA04ZAlyokS+fo9lBJaEXiYwNktZSBsr+Q+9bvLKqbim4qDVIYAcQTYRd0r+7aN7qnDHW4vOyIo8mrxSXyuB/IoPTMvJhfA4TfdHb5jYb"
        "BflMibrpDB8wLh7RlXHIdyUVSOd5UQijmOphnJxVv7cQ7KgXRGE2ozqwbAGeK1UCgYEA5RH/QzSfZ5qEQ1cmUQJHwNt5h4FJk+GE148AGrs6"
        "E/SzX/zktQPrtKXY3twC+5bKvoaVRfpBOVa9N4ftnhpukFMaqDP4YZKxyq6Same/69lyf2y8npL1Q4O6hTUexwHU39xosfm70U5IEgKJInpW"
        "27P0+57FNpNauvbZTg2fFoUCgYEAuHWiNYhunguo1iYnvPv6mCQ4fFuG2/9d6AILx6WTVuM6azaJgkMmx6ZEyX1hJUtewLumlEk0P6NwYyfX"
        "2AFAldlsL/CDeMMHs2wxVqy/jJOxten9gZnxnLOu4n6VL03EHAhCFyq6tj75qLnP4pBX+/DZQLHHOKXrsgFBHGW2Vw0CgYEA0FC4kZZ2bFJh"
        "e5fymXL4a9NrxqX1ko1hMGK0Vprzaxh6U415M4C4RpUYDzuHXuK3x+I+N+AolotiEfEET2Z8K7XXpSV1+M3d75MoRanKKCKcdHMfaRn9/4L5"
        "CZDQR2xL+bTIZSnV+rc05WP28CrPeIdD/9tYP5Rry2EXJ1tN1L0CgYAR2C9tBlnNKEuZC+/kNGw1s6tTPHd7aOTowOnq0nXCfhD0tj3vQBfM"
        "UKVu6JYxSW1NL9oZlktbrK/+p6gV2WkqFfKFYLsXP6bLELhlLikJrHAQrSY9F2tsQWW1u5ErFlbWb2YVX6jYYJc+X1thC523XcFmpMwlCsgW"
        "XFC0MpLFMQKBgEOr+bOocjLyKa5S8VRvyrw558+k60HKqsUIB8cXMX7kUMDHhDamO8H9lZpNAP0w24uOMtUt5OOceyljRRof1FkASk/4XHg4"
        "GDufdpjvD95aPdhCWBk1iCiv9q8NfgfZmuZ89Gx9B/eIHRAj+t21sKLNVV1Dg4fziDp0+9GslH6C",
    [TEST_KEY_SESSION] =
        "MIIEpAIBAAKCAQEA+uRqe/bVQj4VHeYAKx2T1PnzsOTJLmLBdq3RGRQrEd9w2UOTWLxu/sdokUUleeKyCB+N69DhI8oYw4vzI7GgsXMlrdG1"
        "0Gf2PRXGjdtLP1pVQR60N4Bgn/9r66AX0wSJdjMO8ZI+7HaS1DLPykSxQo/5ByMr76hYIoWqkzDG8bg/tcqKUzlZOz6uOGiuYSnzJsikiHef"
        "5FXxX/dFMFMbRRIFYvgU9TnfGh/1SUV4Kye+q0yj835fvaxnbRJ0vv64SQMVkJCfpRovI9LZDszuT6CRfW0NRVvXlsytoNW+2bMj9WeCZMmu"
        "2Z6ewZGELnmp5V43QaIJz0rVsD3b/jmDDQIDAQABAoIBAGBKxHe5f5YB/9bOzKe/nVpzaE0vMeukqX3kLkmCzRj5+fTZE7dN8wfD/uUqdby2"
        "/f9SJQUp0Q8MZL7AetvrM7KHcCGrSC2piP9e2SrezJ2PDQOGRkK6+drOjFwNwLcTmbKM3CJpL89PnwDkU43dGW9jlH9hx14e7VyqkpIVeXWR"
        "sBA2rCTiQdqgoEKHvcT3r7nDK53P3hy2WO6fXPEDJwbOba81nO0FXNz0diEHZgSzgUNYnjkGSyuvp/oJr6DRFKmVQgiqxGwiLDy/seSwxd8a"
        "TAcSt1ngBTasOCBVUerEYcF6g75GrOKQuiguysupsVrC5H/V/US6D938NYzPx10CgYEA/j2iWrrOPPgaP1JdFxj81AhwQLi8ScsKdX/419k0"
        "z7FE1FLxmdbQNOdT32VP+fVQbSdaCGpjv6wDbBp/bAx3s6x+n6aw+qtUfB+Qz+fjEUWogOpaUVwFHyXlPp/FzhVnDEHzK+mZctOYzh2cC4ru"
        "CRPs0F8XVIvumEuJTKVlNG8CgYEA/KDZpBA/J9CtyvG6sggsldOpiwlaYltnk/dHB3e/Q/maxCot05uI3Fc9g+gTWACOMSGnDXfwapM7+1sw"
        "KTCPnQF19hUPRnTN+FFF/QQo+D7HiTzZpzGd+Uaz7R7osVQGGvWTh75Tlxdb+3q4I/x2j2ZCS/pSeaKCJU/7kxeY1kMCgYEArjDAWfV/dFpw"
        "cU4XJcoi/4tAjbeEmfKZGeQyNIFHI73K8MZbbhG12WldF8QsRZAEKKU7lGSAL0TFm32ULA1mvh3DK9NjkntsiRZ/e1LfSmg1iQ4ID5JCmBK4"
        "vG1vc0FKtyVAXKfSUNAU87NpxKbNbD7Qk/ty2qR9Nq8aRP9VFdUCgYEArb2x8LN7u9Y4sCovS+FzSFeZcpWsI5jZU1ns76XbVNSFLAQWIEIH"
        "jgIxvFYPd6ZqJEAQs6KZJbK8vdGo/ar4GfK3Pdad+sa6IN1EVQ5XXuNON4Qx7FqjWpzVgW6QeeRfjor2O5UZx/+4sutjWNx4bYbWcYpmzmCF"
        "QUQQsMi5xCECgYBo8TCBVB2RqTw/2jBEY65W07qBEIAWjvTpNEYEEvewpgnzkQMgWr891Xk6gPf1q3YaTeH5p7rY/GM6jjbIOitTK/tBNp19"
        "HPd9kUr9y0ucECsfIWJadjk7tzhh4xRurz0OgAhpyDcDHWTc+JT/m/tM6dhU0kMeELQGnt8f+q2uhg==",
    [TEST_KEY_OPM] =
        "MIIEowIBAAKCAQEAozwJz/i5wFHrSzWsj7K2QP9FMR4FVzshP8XKk7Bx8OWOGg+Vo3Ys+L8JNcXHn/NHqa225tTw6+wXT9hb6QcoAzON0Sin"
        "4d++twzPrtN0brkoq3UxnTxWQ5NAuTjs8BU1Z8vvxqk9FbeMrneh6tnIDGjf75Kybp6S8kSHyWRDZXu5j/tfYOlz1KzU4Xr3lZZ2L4izH5vS"
        "7Rzoa6aJxovM4b9G1qAvELxA1b972iNuGUlNDj07jqeOMMg8m4nxZ0pUqf1VcpmGbmAmG8UAFEafBlxSbB2r+rT5fKEPLAvbDyHTkFGEosuX"
        "mIqyhjGW8mBA+3GN2afEtQuIlw6/wyg+FwIDAQABAoIBAAyy01Hs195166e1LDsdkaoVcbeJeKw5kF5FWntfeEMKSKIPC6VkwHOKwQJVjtsK"
        "8kyT6VekbH2d/I5HQZcrlFmeEsPuYBO6npE08O8jyg9XCNVAel9GCLFHF6Y7ycrqNiELWhg1UD2L7ZN2VmVOaI6hQKfYMgNYWLbPd/9wdQHE"
        "R2jA8WlVVebisGPePMMq1xpFgbVfK/xtt7RfmodD2PF9wLCOT9oqxhbGP2Xga+AAMmJ7DigKxSihu/qRViDAavhfHwoqGLwRqMUHVh9X21ta"
        "QhvBsremStCEWxJuueUss05QP/lYw8vldMfSl9N6Zje6hr/c+TLWh8JASJAf8UECgYEA13XkFfRw/rh3CSS7LEYmyX9l9f9OtpUquVUfjKgb"
        "d66z9ZBji+97P1j1b6N/jxmoiRb+cj+gbMSJlP0rwBM/5p1JerEc/jFK8KHihcNNUUtCrcUzXFsTOViFEQN1/66BHU6m095CRinBZ+baY5vj"
        "inFS3x3LPPLdR3LEBhtt2GECgYEAwfKSokTqcdoeGTQ06IN+OP4rNX3aZAROkXdnumBZUzUVr4ZB+QT4N+PopuUngdmUfonCi6BKxf/KiGee"
        "2SJNj6tJJikeQUNoFZcRzckZkmTwKUd4luQfBi4o9+A4+xmY8De/Os4sbz4VkFHxxa/apHTkkA0aOLvIqU9n0waFSXcCgYEAsNCIaxP8nqyW"
        "0yQXjk/LiNRJwkTQPbnQI+OdTnquf9sYx87EQpQ3GldQo1sTVUYDLu11xiA88MWg+mmBO9EQQZqWMF+koV2mWC8hjBAoJSyT/bK1YXdEIW1p"
        "Vfr3HOoB/yEKexgMXzPpCfFDCzdk1boF/h+fJ9dOjFG8WB6uWEECgYBkCojilOPNuHHgFFLaQMGCCnElVXaqMqKIXGwv8fUBe5dlA77SAWM8"
        "CR5/wCJB04bKQqsMNLF9MnU5KSIB5LTXT8YangkSJv/waw1u9bVwEwricBBe3Oq32GWffpRFya1e85J7dc/rzb13xR0OGKiSPg2L1IZbD1nx"
        "I5lte6aS/wKBgBSQWJJ8VBswB/nEa7tNLyisMchNyhDLwjVw913dA0go2uxmSKGWwAH2T8wfYcKe7WYAvjPecEHgiFNbUh+756zv6m0wqHbB"
        "52PyAQjjZKfd33SCd0iZIbVZVu4uQnZ6zD29VMJgO+86eLKXqAgtNnZmjnpJVPoUwSBzapMR5kGN",
    [TEST_KEY_CHANNEL] =
        "MIIEowIBAAKCAQEA1TPCgHqdzfgXtf8lfs8qqTv6ijs+EUdlRiNqc3exWox+ZABycQjSiJOD9tgNA9P1VXrMPiv/2em6ckwVZjv40bg6dLjV"
        "MUQe5oZW07GccjJWzgrpoAJF97hyzZZn8QMKkIxMW8T0rthxr8eBmpgMg5m5jb0XPNlb1OzLDmn+oCSW1VP5JD6xRrMHWjtiUm9UH6clvbCa"
        "pveNqgFyxcdZ4iilnl3RAf/hv3J5YqrG9m+u3sYtT5kl1NyY66RtPKUJXuDTyRD3g85A3YFdiQ56XXvZ7+NiMfe+fR7KkFL1kycjBxHlOU2B"
        "ljhaa31Iv+HDKs/wj0tOS1V0jUqn/GHtkQIDAQABAoIBAANco1TGJN5hADNhuwGL+pLRbA2JdRytzkeZRTNdwA7FjTRTpc+pUV6PdZgrHHtt"
        "Yx6OXDxKZ9NTwkRNSv9syICQFzXiIz8kC+5b0HCFSgpVR7VMipYNax/b8/gmHBdQEmF99jHyl17OxsN8PHYyWcIqe/ijnRibydJVSzdmjaS7"
        "SkUHWPW5D9hlH2b3DXvHMrZOSfW14nOz6xcAuaUUbd0KUQqkiezUZ1HdwvYm9CDHe+wI1qQ+AzpqhXc9iBG0pGiAyJZ887Ol96IB1fpioIBa"
        "eJjKPmK8poJUdrYVQQgmzfDh+Tg06J4hFF5GQM7jpoFFoc1osaAXIMBFjtepXzECgYEA63OAT0tfMnLF3LE1UZHHIWnpo/aasdIEYqueEblS"
        "O9jM48fGxBYJpESE3Arq8+dHBRAYkhVNh6BoxApEjQWvKyTi8tQvQT508N7IugbvBg1CSgvyI4ksSviGbd21Y+KkdTFecna+ogBcweT6LL5O"
        "WydfC3FNZIb1mzLcN6gF6skCgYEA588qwt7K1cStx4dyqbi0oL0hYFXab8cBoOM51BTMvg1HAsWpwd+4r31C6jhJ++Aqx/E2TiVDQ8NDqIO8"
        "fQvoXBMX2KxUoOvb1WZMI+BwCIneSfKOYX1fXOXFVYXZLgE5ziMC68oaPWaTnNBtVKhtQz72qsS69THzA7fJjTJZCIkCgYEA5NDIn0b2awaT"
        "N1iYIn9zcAuH3apox+r8DBAQe9UID9UvuSWLC0EHebaFD3skvofCwy7TUhSV1fqUFgCMgihGBb3BOI/wpI1YBEXd+LuISu9TvrZBSTuj6fAA"
        "ZIEUKNA3VxT1XnP762BCxMQMRLNlXryyZ2Ji/hESWxNgZE5MAdECgYBRsiB250ADELrSHDlb+V2nXKB7rCY8yJ0ZT5uc0+vIezNwlasbSbZ0"
        "GqhPlaD1ZO6O4sLpzZYkNpgMtsjiJSUx9gSsdyeoQxeJ4PCqoDm7uKMf2p01XJMUUWI3nuGIpiPyM0KfSO3wf8s8M/SkJmvDjFgwnP7q1Ty5"
        "LbeZzIm2SQKBgC0Sx2oRP12/dAAtO++a4Dv1zOyxpXK8HdF7Yh1YwFUWNbAh1UaeK8WMZVmynkFgWcwfcZ2pyiSuhoeT6Dna5LI7pcE42TaZ"
        "p1VGW0FEl9QjP6SavAHii0oikir6ol46yTzE4hDv+OlBlKkQxnnICiZ54+eQtN4O64G8VglDqUIZ",
};

EVP_PKEY *testKeyLoad(TestKey which) {
  const char *text = testKeys[which];
  SIZE_T length = strlen(text);
  BYTE *der = allocate(length / 4 * 3);
  if (der == NULL) return NULL;
  int size = EVP_DecodeBlock(der, (const BYTE *)text, (int)length);
  const BYTE *cursor = der;
  EVP_PKEY *key = size < 0 ? NULL : d2i_PrivateKey(EVP_PKEY_RSA, NULL, &cursor, size);
  release(der);
  return key;
}
