/* The header may be included any number of times. */
#include <syncmod/syncmod.h>

#include <syncmod/syncmod.h>

extern const syncmod_plugin_v1 *table;
