/* A library that exports too much and registers code for the exit: check_exports.sh must report both. */
#include <stdlib.h>

int syncmod_entry_v1(void);
int one_too_many(void);

int syncmod_entry_v1(void) { return 1; }
int one_too_many(void) { return atexit(abort); }
