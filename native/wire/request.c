#include "request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hex.h"

static void writeHead(Call *call, const char *member)
{
    JsonWriter *out = &call->out;
    out->length = 0;
    out->overflow = false;
    jsonBeginObject(out);
    jsonKey(out, "jsonrpc");
    jsonString(out, "2.0");
    jsonKey(out, "id");
    if (call->id == NULL || call->id->type == JSON_NULL) jsonNull(out);
    else if (call->id->type == JSON_NUMBER) jsonRaw(out, call->id->text, call->id->length);
    else jsonStringBytes(out, call->id->text, call->id->length);
    jsonKey(out, member);
    jsonBeginObject(out);
}

static void prepare(Call *call, char *answer)
{
    call->method = NULL;
    call->id = NULL;
    call->params = NULL;
    call->errorCode = 0;
    call->errorMessage[0] = 0;
    /* Room for the two closing braces and the line's end. */
    call->out = (JsonWriter){.buffer = answer, .capacity = WIRE_MAX_LINE - 3};
}

static const Method *findMethod(const JsonNode *name, const Method *methods, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (jsonTextEquals(name, methods[i].name)) return &methods[i];
    }
    return NULL;
}

void callOpenTooLong(Call *call, char *answer)
{
    prepare(call, answer);
    callError(call, ERROR_REQUEST, "expected a line of at most %u bytes", WIRE_MAX_LINE);
}

void callOpen(Call *call, char *line, size_t length, char *answer, const Method *methods, size_t methodCount)
{
    prepare(call, answer);
    if (!jsonParse(&call->document, line, length)) {
        callError(call, ERROR_PARSE, "expected %s at byte %u of the line", call->document.error, (unsigned)call->document.errorOffset);
        return;
    }
    const JsonNode *root = &call->document.nodes[0];
    const JsonNode *id = jsonMember(&call->document, root, "id");
    if (id != NULL && (id->type == JSON_NUMBER || id->type == JSON_STRING || id->type == JSON_NULL)) call->id = id;
    const JsonNode *name = jsonMember(&call->document, root, "method");
    if (root->type != JSON_OBJECT || call->id == NULL || name == NULL || name->type != JSON_STRING ||
        !jsonTextEquals(jsonMember(&call->document, root, "jsonrpc"), "2.0")) {
        callError(call, ERROR_REQUEST, "expected an object with jsonrpc \"2.0\", an id and a method");
        return;
    }
    call->params = jsonMember(&call->document, root, "params");
    if (call->params != NULL && call->params->type != JSON_OBJECT) {
        callError(call, ERROR_PARAMS, "expected params to be an object");
        return;
    }
    const Method *method = findMethod(name, methods, methodCount);
    if (method == NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "this adapter has no call %.*s", name->length > 80 ? 80 : (int)name->length, name->text);
        return;
    }
    call->method = method;
    writeHead(call, "result");
}

size_t callClose(Call *call)
{
    if (call->errorCode == 0 && call->out.overflow) {
        callError(call, ERROR_ADAPTER, "the answer is longer than a line of %u bytes", WIRE_MAX_LINE);
    }
    if (call->errorCode != 0) {
        writeHead(call, "error");
        jsonKey(&call->out, "code");
        jsonInt(&call->out, call->errorCode);
        jsonKey(&call->out, "message");
        jsonString(&call->out, call->errorMessage);
        if (call->out.overflow) { /* an id of nearly a line: it cannot be said again */
            call->id = NULL;
            return callClose(call);
        }
    }
    memcpy(call->out.buffer + call->out.length, "}}\n", 3);
    return call->out.length + 3;
}

void callError(Call *call, int code, const char *format, ...)
{
    va_list arguments;
    if (call->errorCode != 0) return;
    call->errorCode = code;
    va_start(arguments, format);
    vsnprintf(call->errorMessage, sizeof call->errorMessage, format, arguments);
    va_end(arguments);
}

const JsonNode *callParam(const Call *call, const char *name)
{
    return jsonMember(&call->document, call->params, name);
}

bool callHas(const Call *call, const char *name)
{
    return callParam(call, name) != NULL;
}

bool paramUint32(Call *call, const char *name, uint32_t *value)
{
    if (jsonUint32(callParam(call, name), value)) return true;
    callError(call, ERROR_PARAMS, "expected %s, an integer from 0 to 4294967295", name);
    return false;
}

bool paramUint64(Call *call, const char *name, uint64_t *value)
{
    if (jsonUint64(callParam(call, name), value)) return true;
    callError(call, ERROR_PARAMS, "expected %s, an integer of 64 bits", name);
    return false;
}

bool paramGuid(Call *call, const char *name, uint8_t guid[16])
{
    const JsonNode *node = callParam(call, name);
    if (node != NULL && node->type == JSON_STRING && guidFromText(node->text, node->length, guid)) return true;
    callError(call, ERROR_PARAMS, "expected %s, a GUID such as \"C1949895-D72A-4A1D-8E5D-ED857D171520\"", name);
    return false;
}

bool paramBytes(Call *call, const char *name, bool nullable, uint8_t **bytes, size_t *size)
{
    const JsonNode *node = callParam(call, name);
    if (nullable && (node == NULL || node->type == JSON_NULL)) {
        *bytes = NULL;
        *size = 0;
        return true;
    }
    /* The node's text lies in the line, which belongs to this call. */
    if (node != NULL && node->type == JSON_STRING && hexDecodeInPlace((char *)(uintptr_t)node->text, node->length, bytes, size)) return true;
    callError(call, ERROR_PARAMS, "expected %s, bytes as hexadecimal digits%s", name, nullable ? " or null" : "");
    return false;
}

void resultUint(Call *call, const char *name, uint64_t value)
{
    jsonKey(&call->out, name);
    jsonUint(&call->out, value);
}

void resultHresult(Call *call, const char *name, uint32_t value)
{
    resultUint(call, name, value);
}

void resultHex(Call *call, const char *name, const void *bytes, size_t size)
{
    jsonKey(&call->out, name);
    jsonHex(&call->out, bytes, size);
}

void resultString(Call *call, const char *name, const char *text)
{
    jsonKey(&call->out, name);
    jsonString(&call->out, text);
}

void resultBool(Call *call, const char *name, bool value)
{
    jsonKey(&call->out, name);
    jsonBool(&call->out, value);
}
