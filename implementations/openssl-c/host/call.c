#include "call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wire.h"

static _Thread_local Call *running;

bool callFail(Call *call, ErrorCode code, const char *format, ...) {
  if (call->error != 0) return false;
  call->error = code;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(call->message, sizeof call->message, format, arguments);
  va_end(arguments);
  return false;
}

void callNoteError(HRESULT hr) {
  if (running != NULL && running->setErrorCount < SET_ERRORS_MAX) running->setErrors[running->setErrorCount++] = hr;
}

static void invokeThunk(void *argument) {
  Call *call = argument;
  call->method->invoke(call);
}

void callInvoke(Call *call) {
  running = call;
  allocationRecordBegin(call->failsAllocation ? call->failAfter : -1);
  call->ns = guardRun(invokeThunk, call, &call->fault);
  call->allocations = allocationRecordEnd();
  running = NULL;
}

void callScribble(Call *call) {
  placementScribble(&call->input);
  placementScribble(&call->output);
  placementScribble(&call->contentKey);
}

void callRelease(Call *call) {
  placementRelease(&call->input);
  placementRelease(&call->output);
  placementRelease(&call->contentKey);
  writerFree(&call->out);
}

void writeCode(Call *call, const char *name, int32_t code) {
  writeInteger(&call->out, name, (UINT)code);
}

void writeHandle(Call *call, const char *name, const Object *object) {
  char text[HANDLE_TEXT_MAX];
  if (object == NULL) {
    writeNull(&call->out, name);
  } else {
    objectText(object, text);
    writeString(&call->out, name, text);
  }
}

void writeCreated(Call *call, const char *codeName, const char *handleName) {
  if (FAILED(call->result.code)) {
    objectDestroy(call->result.created);
    call->result.created = NULL;
  }
  writeCode(call, codeName, call->result.code);
  writeHandle(call, handleName, call->result.created);
}

void writeChangedInput(Call *call) {
  if (placementChanged(&call->input)) writeHex(&call->out, "pDataAfter", call->input.data, call->input.size);
}

/* Offset of a fault from the start of pData, null where it lies elsewhere. */
static void writeFault(Call *call) {
  static const char *const accesses[] = {
      [ACCESS_READ] = "read", [ACCESS_WRITE] = "write", [ACCESS_EXECUTE] = "execute"};
  /* pData is the one buffer that calls with two have in front. */
  const Placement *buffer = call->input.region != NULL ? &call->input : &call->output;
  writeObject(&call->out, "fault");
  writeString(&call->out, "access", accesses[call->fault.access]);
  if (placementHolds(buffer, call->fault.address)) {
    writeInteger(&call->out, "offset", (int64_t)((intptr_t)call->fault.address - (intptr_t)buffer->data));
  } else {
    writeNull(&call->out, "offset");
  }
  writeRaw(&call->out, "}");
}

/* What holds of any call of the driver. */
static void writeObservations(Call *call) {
  JsonWriter *out = &call->out;
  if (call->setErrorCount > 0) {
    writeArray(out, "setError");
    for (unsigned i = 0; i < call->setErrorCount; i++) writeInteger(out, NULL, (UINT)call->setErrors[i]);
    writeRaw(out, "]");
  }
  const Placement *const buffers[] = {&call->input, &call->output, &call->contentKey};
  size_t overrun = 0;
  bool watched = false;
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
    watched = watched || buffers[i]->data != NULL;
    overrun += placementOverrun(buffers[i]);
  }
  if (watched) writeInteger(out, "overrun", (int64_t)overrun); /* 0 too: it was looked at */
  if (call->failsAllocation) {
    writeJson(out, "allocationFailed", call->allocations.failed ? "true" : "false",
              call->allocations.failed ? 4 : 5);
    writeInteger(out, "allocations", (int64_t)call->allocations.attempted);
  }
  writeInteger(out, "ns", call->ns);
}

static void beginAnswer(Call *call) {
  writerClear(&call->out);
  writeRaw(&call->out, "{");
  writeString(&call->out, "jsonrpc", "2.0");
  writeJson(&call->out, "id", call->id, strlen(call->id));
}

static void writeError(Call *call) {
  beginAnswer(call);
  writeObject(&call->out, "error");
  writeInteger(&call->out, "code", call->error);
  writeString(&call->out, "message", call->message);
  writeRaw(&call->out, "}}\n");
}

static void writeResult(Call *call) {
  beginAnswer(call);
  writeObject(&call->out, "result");
  if (call->fault.happened) {
    writeFault(call);
    if (call->result.created != NULL) objectDestroy(call->result.created);
  } else if (call->method->answer != NULL) {
    call->method->answer(call);
  }
  if (call->method->kind != METHOD_HOST) writeObservations(call);
  writeRaw(&call->out, "}}\n");
}

void callAnswer(Call *call) {
  if (call->error == 0) writeResult(call);
  if (call->error == 0 && (call->out.failed || call->out.length > WIRE_LINE_MAX))
    callFail(call, ERROR_ADAPTER, "%s: the answer does not fit a line of %u bytes",
             call->method == NULL ? "?" : call->method->name, WIRE_LINE_MAX);
  if (call->error != 0) writeError(call);
}
