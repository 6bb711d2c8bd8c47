/* The header needs no other header before it. */
#include <syncmod/syncmod.h>

/* An empty translation unit is not valid C. */
extern const syncmod_plugin_v1 *table;
