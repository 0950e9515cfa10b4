#define _GNU_SOURCE
#include "CFuzzer.h"

#include <sys/mman.h>

int risk_memory_file(void) { return memfd_create("fuzz", 0); }
