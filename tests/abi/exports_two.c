/* A library that exports too much: check_exports.sh must say so. */
int syncmod_entry_v1(void);
int one_too_many(void);

int syncmod_entry_v1(void) { return 1; }
int one_too_many(void) { return 2; }
