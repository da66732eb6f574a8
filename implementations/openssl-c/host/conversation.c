#define _POSIX_C_SOURCE 200809L
#include "conversation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "wire.h"
#include "workers.h"

static JsonMemory values;
static Call *last; /* the last call of the driver: its buffers stay until the next one */

void conversationFree(Call *call) {
  if (call == NULL) return;
  callRelease(call);
  free(call);
}

/* Exits where there is nobody left to answer: the conversation was ended in the middle of something. */
static void send(const JsonWriter *out) {
  if (out->failed) _exit(1); /* not even memory for an error */
  if (!wireWrite(out->text, out->length)) _exit(0);
}

static void answer(Call *call) {
  callAnswer(call);
  send(&call->out);
}

void conversationRun(Call *call) {
  callInvoke(call);
  if (call->fault.happened) host.damaged = true;
  callAnswer(call);
  callScribble(call);
  send(&call->out);
}

static Call *newCall(void) {
  Call *call = calloc(1, sizeof *call);
  if (call == NULL) _exit(1);
  strcpy(call->id, "null");
  return call;
}

/* Notes the request's id as it is to be repeated. */
static bool readId(Call *call, const JsonValue *id) {
  JsonWriter text = {0};
  if (id != NULL && id->kind == JSON_STRING) {
    writeStringOf(&text, NULL, id->text, id->length);
  } else if (id != NULL && id->kind == JSON_NUMBER) {
    writeJson(&text, NULL, id->text, id->length);
  } else if (id != NULL && id->kind == JSON_NULL) {
    writeNull(&text, NULL);
  }
  bool fits = !text.failed && text.length > 0 && text.length < sizeof call->id;
  if (fits) {
    memcpy(call->id, text.text, text.length);
    call->id[text.length] = '\0';
  }
  writerFree(&text);
  return fits || callFail(call, ERROR_INVALID_REQUEST, "id must be a number or string of at most %u bytes",
                          ID_TEXT_MAX - 1);
}

static bool readRequest(Call *call, const JsonValue *request) {
  const JsonValue *method = jsonMember(request, "method");
  const JsonValue *params = jsonMember(request, "params");
  if (request->kind != JSON_OBJECT)
    return callFail(call, ERROR_INVALID_REQUEST, "a request is an object; batches are not used");
  if (!readId(call, jsonMember(request, "id"))) return false;
  if (method == NULL || method->kind != JSON_STRING)
    return callFail(call, ERROR_INVALID_REQUEST, "method must be a string");
  call->method = methodFind(method->text, method->length);
  if (call->method == NULL) {
    int shown = method->length < 64 ? (int)method->length : 64;
    while (shown > 0 && shown < (int)method->length && (method->text[shown] & 0xC0) == 0x80) shown--;
    return callFail(call, ERROR_METHOD_NOT_FOUND, "no such method: %.*s", shown, method->text);
  }
  if (params != NULL && params->kind != JSON_OBJECT)
    return callFail(call, ERROR_INVALID_PARAMS, "%s: params must be an object", call->method->name);
  if (host.adapter == NULL && call->method != initializeMethods)
    return callFail(call, ERROR_INVALID_REQUEST, "%s: initialize comes first", call->method->name);
  call->params = params;
  return true;
}

/* test/failAllocation holds for one call, whichever it is. */
static void takeFailure(Call *call) {
  call->failsAllocation = host.failsAllocation;
  call->failAfter = host.failAfter;
  host.failsAllocation = false;
}

static bool readParameters(Call *call) {
  bool done = call->method->read == NULL || call->method->read(call);
  call->params = NULL;
  return done;
}

/* Returns whether the call is done with and may be freed. */
static bool runForDriver(Call *call) {
  if (!readParameters(call)) {
    answer(call);
    return true;
  }
  /* Which allocation fails is counted on one thread, so such a call stays on ours. */
  if (call->method->kind == METHOD_MT && !host.failsAllocation && workersSubmit(call)) return false;
  workersWait();
  takeFailure(call);
  conversationFree(last);
  last = call;
  conversationRun(call);
  return false;
}

static bool dispatch(Call *call, const JsonValue *request) {
  if (!readRequest(call, request)) {
    answer(call);
    return true;
  }
  if (call->method->kind != METHOD_MT) workersWait();
  if (call->method->kind != METHOD_HOST) return runForDriver(call);
  readParameters(call);
  answer(call);
  return true;
}

void conversationLine(char *line, size_t length) {
  const char *problem;
  size_t at;
  Call *call = newCall();
  const JsonValue *request = jsonParse(&values, line, length, &problem, &at);
  bool done = true;
  if (request == NULL) {
    callFail(call, ERROR_PARSE, "no JSON: %s at byte %zu", problem, at);
    answer(call);
  } else {
    done = dispatch(call, request);
  }
  if (done) conversationFree(call);
}

void conversationLineTooLong(void) {
  Call *call = newCall();
  callFail(call, ERROR_PARSE, "a line has at most %u bytes", WIRE_LINE_MAX);
  answer(call);
  conversationFree(call);
}

void conversationEnd(void) {
  conversationFree(last);
  last = NULL;
  workersWait();
  jsonForget(&values);
  if (host.adapter == NULL || host.damaged) return;
  hostDestroyObjects();
  ddiCloseAdapter(host.adapter);
  host.adapter = NULL;
}
