/* The header of the extension needs no other header before it, and may be included any number of times. */
#include <syncmod/ext/undo.h>

#include <syncmod/ext/undo.h>

/* An empty translation unit is not valid C. */
extern const syncmod_undo_v1 *undo_table;
