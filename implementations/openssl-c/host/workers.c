#define _POSIX_C_SOURCE 200809L
#include "workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "conversation.h"

#define FINISHED_MAX 64u /* calls whose buffers are kept for the sake of drivers that still look at them */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t submitted = PTHREAD_COND_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;

/* All guarded by lock. */
static struct {
  Call *queue, **end;
  Call *finished;
  unsigned finishedCount;
  unsigned underWay; /* queued ones included */
  unsigned threads;
} state = {.end = &state.queue};

static Call *takeFromQueue(void) {
  while (state.queue == NULL) pthread_cond_wait(&submitted, &lock);
  Call *call = state.queue;
  state.queue = call->next;
  if (state.queue == NULL) state.end = &state.queue;
  return call;
}

static void *work(void *unused) {
  (void)unused;
  guardPrepareThread();
  pthread_mutex_lock(&lock);
  for (;;) {
    Call *call = takeFromQueue();
    pthread_mutex_unlock(&lock);
    conversationRun(call);
    pthread_mutex_lock(&lock);
    call->next = state.finished;
    state.finished = call;
    state.finishedCount++;
    state.underWay--;
    pthread_cond_broadcast(&done);
  }
  return NULL;
}

/* One more thread where all are busy. */
static bool provideThread(void) {
  if (state.threads > state.underWay) return true;
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, NULL) != 0) return state.threads > 0;
  pthread_detach(thread);
  state.threads++;
  return true;
}

static void freeFinished(void) {
  while (state.finished != NULL) {
    Call *call = state.finished;
    state.finished = call->next;
    conversationFree(call);
  }
  state.finishedCount = 0;
}

bool workersSubmit(Call *call) {
  pthread_mutex_lock(&lock);
  while (state.underWay >= WORKERS_MAX) pthread_cond_wait(&done, &lock);
  if (state.underWay == 0 || state.finishedCount >= FINISHED_MAX) freeFinished();
  bool ready = provideThread();
  if (ready) {
    call->next = NULL;
    *state.end = call;
    state.end = &call->next;
    state.underWay++;
    pthread_cond_signal(&submitted);
  }
  pthread_mutex_unlock(&lock);
  return ready;
}

void workersWait(void) {
  pthread_mutex_lock(&lock);
  while (state.underWay > 0) pthread_cond_wait(&done, &lock);
  freeFinished();
  pthread_mutex_unlock(&lock);
}

bool workersBusy(void) {
  pthread_mutex_lock(&lock);
  bool busy = state.underWay > 0;
  pthread_mutex_unlock(&lock);
  return busy;
}
