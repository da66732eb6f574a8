/* What a driver's file says of itself, for the report. */
#ifndef KEXCTS_UMD_HOST_FILE_FACTS_H
#define KEXCTS_UMD_HOST_FILE_FACTS_H

#include <wchar.h>

/* UTF-8; empty where the file says nothing. */
typedef struct FileFacts {
    char name[256]; /* its description, or else its file name */
    char version[64];
    char vendor[256];
    char sha256[65];
} FileFacts;

void readFileFacts(const wchar_t *path, FileFacts *facts);

#endif
