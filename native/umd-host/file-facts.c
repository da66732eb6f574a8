#include "file-facts.h"

#include <windows.h>

#include <bcrypt.h>
#include <stdio.h>
#include <string.h>

static void toUtf8(const wchar_t *wide, char *out, int size)
{
    if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, out, size, NULL, NULL) == 0) out[0] = 0;
}

static void readString(const void *block, const wchar_t *language, const wchar_t *name, char *out, int size)
{
    wchar_t key[64];
    void *text;
    UINT length;
    swprintf(key, 64, L"\\StringFileInfo\\%ls\\%ls", language, name);
    if (VerQueryValueW(block, key, &text, &length) && length > 1) toUtf8(text, out, size);
}

static void readVersionResource(const wchar_t *path, FileFacts *facts)
{
    DWORD unused, size = GetFileVersionInfoSizeW(path, &unused);
    void *block = size > 0 ? HeapAlloc(GetProcessHeap(), 0, size) : NULL;
    if (block == NULL) return;
    if (GetFileVersionInfoW(path, 0, size, block)) {
        VS_FIXEDFILEINFO *fixed;
        WORD *translation;
        UINT length;
        wchar_t language[9] = L"040904B0";
        if (VerQueryValueW(block, L"\\", (void **)&fixed, &length) && length >= sizeof *fixed) {
            snprintf(facts->version, sizeof facts->version, "%u.%u.%u.%u", HIWORD(fixed->dwFileVersionMS), LOWORD(fixed->dwFileVersionMS),
                     HIWORD(fixed->dwFileVersionLS), LOWORD(fixed->dwFileVersionLS));
        }
        if (VerQueryValueW(block, L"\\VarFileInfo\\Translation", (void **)&translation, &length) && length >= 4) {
            swprintf(language, 9, L"%04X%04X", translation[0], translation[1]);
        }
        readString(block, language, L"FileDescription", facts->name, sizeof facts->name);
        readString(block, language, L"CompanyName", facts->vendor, sizeof facts->vendor);
    }
    HeapFree(GetProcessHeap(), 0, block);
}

static void readSha256(const wchar_t *path, char text[65])
{
    static unsigned char chunk[65536];
    unsigned char digest[32];
    BCRYPT_ALG_HANDLE algorithm = NULL;
    BCRYPT_HASH_HANDLE hash = NULL;
    DWORD size = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return;
    BOOL whole = BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0) == 0 &&
                 BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0) == 0;
    while (whole && (whole = ReadFile(file, chunk, sizeof chunk, &size, NULL)) && size > 0) whole = BCryptHashData(hash, chunk, size, 0) == 0;
    if (whole && BCryptFinishHash(hash, digest, sizeof digest, 0) == 0) {
        for (int i = 0; i < 32; i++) snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    if (hash != NULL) BCryptDestroyHash(hash);
    if (algorithm != NULL) BCryptCloseAlgorithmProvider(algorithm, 0);
    CloseHandle(file);
}

void readFileFacts(const wchar_t *path, FileFacts *facts)
{
    memset(facts, 0, sizeof *facts);
    readVersionResource(path, facts);
    readSha256(path, facts->sha256);
    if (facts->name[0] != 0) return;
    const wchar_t *name = path;
    for (const wchar_t *c = path; *c != 0; c++) {
        if (*c == L'\\' || *c == L'/') name = c + 1;
    }
    toUtf8(name, facts->name, sizeof facts->name);
}
