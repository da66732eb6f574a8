/* From a line of the suite to a line for the suite. */
#ifndef OPENSSL_C_HOST_CONVERSATION_H
#define OPENSSL_C_HOST_CONVERSATION_H

#include "call.h"

/* Answers one line, which it changes. */
void conversationLine(char *line, size_t length);

/* Answers a line that was too long to be read. */
void conversationLineTooLong(void);

/* Ends the conversation in good order, where no call is under way. */
void conversationEnd(void);

/* For the workers: runs a call whose parameters were read and answers it; frees a call. */
void conversationRun(Call *call);
void conversationFree(Call *call);

#endif
