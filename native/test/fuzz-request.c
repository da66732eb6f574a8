/* Reads lines into the request reader and answers them with what it read: for the sanitizers, on any machine. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../wire/hex.h"
#include "../wire/request.h"

/* Every kind of parameter is asked for, whatever the method. */
static void serve(Call *call)
{
    static const char *const numbers[] = {"DataSize", "flags", "Index", "KeySize", "after", "protocol"};
    uint8_t *bytes;
    size_t size;
    uint8_t guid[16];
    char text[37];
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint32_t narrow;
        uint64_t wide;
        if (paramUint32(call, numbers[i], &narrow)) resultUint(call, numbers[i], narrow);
        if (paramUint64(call, numbers[i], &wide)) resultUint(call, numbers[i], wide);
    }
    if (paramGuid(call, "CryptoType", guid)) {
        guidToText(guid, text);
        resultString(call, "CryptoType", text);
    }
    if (paramBytes(call, "pData", true, &bytes, &size) && bytes != NULL) resultHex(call, "pData", bytes, size);
    jsonKey(&call->out, "negative");
    jsonInt(&call->out, -1);
    if ((call->document.count & 1) != 0) call->errorCode = 0; /* the result is written as well as the error */
}

int main(void)
{
    static const Method methods[] = {{"CreateDevice", serve, 0}, {"NegotiateCryptoSessionKeyExchange", serve, 0}, {"GetContentProtectionCaps", serve, 0}};
    static Call call;
    static char answer[WIRE_MAX_LINE];
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        size_t size = (size_t)length - (line[length - 1] == '\n');
        /* Exactly as long as the line, so that a byte too far is seen. */
        char *copy = malloc(size != 0 ? size : 1);
        if (copy == NULL) return 1;
        memcpy(copy, line, size);
        callOpen(&call, copy, size, answer, methods, sizeof methods / sizeof *methods);
        if (call.method != NULL) call.method->run(&call);
        size_t written = callClose(&call);
        if (written == 0 || answer[written - 1] != '\n' || memchr(answer, '\n', written) != answer + written - 1) abort();
        fwrite(answer, 1, written, stdout);
        free(copy);
    }
    free(line);
    return 0;
}
