# uint64_t guardedCall(GuardFrame *frame, void *function, const uint64_t *arguments, uint32_t count)
# Microsoft x64: 32 bytes of home space and further arguments at the bottom of the frame, the GuardFrame's address at
# 0x80, where guardedCallHandler finds it.

    .text
    .globl guardedCall
    .def guardedCall; .scl 2; .type 32; .endef
    .seh_proc guardedCall
guardedCall:
    pushq %rbp
    .seh_pushreg %rbp
    pushq %rbx
    .seh_pushreg %rbx
    pushq %rsi
    .seh_pushreg %rsi
    pushq %rdi
    .seh_pushreg %rdi
    subq $0x88, %rsp
    .seh_stackalloc 0x88
    .seh_endprologue
    movq %rcx, 0x80(%rsp)
    movq %rdx, %rax
    movq %r8, %rsi
    movq %rsp, %rdi
    movl %r9d, %ecx
    cld
    rep movsq
    movq 0x00(%rsp), %rcx
    movq 0x08(%rsp), %rdx
    movq 0x10(%rsp), %r8
    movq 0x18(%rsp), %r9
    call *%rax
    nop                         # or else the unwinder would take the return address for an epilogue's
    .globl guardedCallLanding
guardedCallLanding:
    addq $0x88, %rsp
    popq %rdi
    popq %rsi
    popq %rbx
    popq %rbp
    ret
    .seh_handler guardedCallHandler, @except
    .seh_endproc
